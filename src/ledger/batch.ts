import { leafHash } from './hashing.ts';
import { exactJson } from './exact-json.ts';
import { leafText, type EntryView } from './leaf.ts';
import { parseEntry } from './parse-entry.ts';
import { parseJson } from './shape.ts';
import { appendLeaf, type FullTile, type LogState } from './log-state.ts';
import { beforeBootstrap, writersOf } from './writers.ts';

/** One row of an inbox, as its writer left it. */
export interface InboxRow {
  readonly position: number;
  readonly writer: 'server' | 'enforcer' | 'sequencer';
  readonly entry_id: string;
  readonly type: string;
  readonly draft: string;
}

export interface NumberedEntry {
  readonly seq: number;
  readonly writer: string;
  readonly entry: EntryView;
  readonly leaf: Buffer;
  readonly hash: Buffer;
}

export interface RefusedRow {
  readonly row: InboxRow;
  readonly why: string;
}

/** What is in the ledger already that decides about a row. */
export interface Ledgered {
  /** Of the batch's ids, those that are sequenced already. */
  readonly ids: ReadonlySet<string>;
  readonly bootstrapped: boolean;
}

export interface Batch {
  readonly entries: readonly NumberedEntry[];
  readonly refused: readonly RefusedRow[];
  readonly tiles: readonly FullTile[];
  /** Whether the ledger has its bootstrap entry with this batch. */
  readonly bootstrapped: boolean;
}

/** Numbers the rows in order and appends them to `state`; a row that is not a proper entry is set aside with the reason. */
export function numberRows(
  state: LogState,
  rows: readonly InboxRow[],
  sequencedAt: string,
  ledgered: Ledgered,
): Batch {
  const entries: NumberedEntry[] = [];
  const refused: RefusedRow[] = [];
  const tiles: FullTile[] = [];
  const seen = new Set(ledgered.ids);
  let { bootstrapped } = ledgered;
  for (const row of rows) {
    const entry = readDraft(row);
    const why =
      typeof entry === 'string'
        ? entry
        : seen.has(entry.id)
          ? 'an entry with this id is in the ledger already'
          : outOfTurn(entry.type, bootstrapped);
    if (why !== undefined || typeof entry === 'string') {
      refused.push({ row, why: why ?? 'not an entry' });
      continue;
    }
    seen.add(entry.id);
    bootstrapped ||= entry.type === 'ledger.bootstrap';
    const seq = state.frontier.size();
    const leaf = Buffer.from(leafText(row.draft, seq, sequencedAt, row.writer));
    const hash = leafHash(leaf);
    tiles.push(...appendLeaf(state, hash));
    entries.push({ seq, writer: row.writer, entry, leaf, hash });
  }
  return { entries, refused, tiles, bootstrapped };
}

function readDraft(row: InboxRow): EntryView | string {
  const value = parseJson(row.draft);
  const entry = parseEntry(value);
  if (typeof entry === 'string') return entry;
  if (entry.id !== row.entry_id || entry.type !== row.type)
    return 'the row and its draft name different entries';
  if (writersOf[entry.type] !== row.writer) return `the ${row.writer} may not write \`${entry.type}\``;
  // What the table's columns cannot hold must not end the batch for everybody else.
  if (entry.correlation.length > 200 || entry.correlation.includes('\0'))
    return '`correlation` is longer than 200 characters or holds a NUL';
  if (entry.at < '1970') return '`at` is before 1970';
  if (exactJson(value) !== row.draft) return 'the draft is not canonical JSON (RFC 8785)';
  return entry;
}

function outOfTurn(type: string, bootstrapped: boolean): string | undefined {
  if (type === 'ledger.bootstrap')
    return bootstrapped ? 'the ledger has its bootstrap entry already' : undefined;
  if (!bootstrapped && !beforeBootstrap.includes(type))
    return 'before the bootstrap entry a ledger holds only what was read and which processes started';
  return undefined;
}
