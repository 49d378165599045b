import { setTimeout as sleep } from 'node:timers/promises';
import type { SubjectId } from '../model/ids.ts';
import { Fault } from '../model/failure.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId, type Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/store/index.ts';
import { numberRows, type InboxRow, type RefusedRow } from './batch.ts';
import { signCheckpoint } from './checkpoint.ts';
import { loadLog } from './load-state.ts';
import { copyState, type LogState } from './log-state.ts';
import { openNote, type NoteKey } from './note.ts';
import type { OutsideCopy } from './outside-copy.ts';
import { takeOver, type Tenure } from './tenure.ts';

/** Boundaries inside one batch, for tests that end the process at each of them. */
export const sequencerSteps = [
  'locked',
  'loaded',
  'drained',
  'entries-written',
  'checkpoint-written',
  'committed',
  'copied-outside',
] as const;
export type SequencerStep = (typeof sequencerSteps)[number];

export interface SequencerOptions {
  readonly database: Database;
  readonly origin: string;
  readonly signingKey: NoteKey;
  /** The key before this one, while it is being replaced: the hand-over entry and its checkpoint are then written. */
  readonly retiringKey?: NoteKey;
  readonly clock: Clock;
  /** The process that writes `sequencer.started`. */
  readonly self: SubjectId;
  /** Copies of every signed checkpoint outside the database. */
  readonly outside: OutsideCopy;
  readonly signal: AbortSignal;
  /** How long it sleeps at most when nobody rings. */
  readonly sleepMs?: number;
  readonly onRefused?: (refused: RefusedRow) => void;
  readonly onStep?: (step: SequencerStep) => void;
  /** Told once a session holds the lock and has checked the log against the outside copy. */
  readonly onReady?: (size: number) => void;
}

const batchRows = 2_000;
const retryMs = 250;
const longestNapMs = 50;

/**
 * Numbers what the inboxes hold, for as long as it is the one sequencer and until aborted. A lost database or a newer
 * sequencer sends it back to waiting for the lock; throws Fault `ledger_invalid` when what was signed is not there.
 */
export async function runSequencer(options: SequencerOptions): Promise<void> {
  while (!options.signal.aborted) {
    try {
      await session(options);
    } catch (error) {
      if (options.signal.aborted) return;
      const again = error instanceof Fault && ['database_unreachable', 'interrupted'].includes(error.code);
      if (!again) throw error;
      await sleep(retryMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}

interface Log {
  state: LogState;
  lastNote: string | undefined;
  lastSequencedAt: string;
}

async function session(options: SequencerOptions): Promise<void> {
  const step = options.onStep ?? (() => undefined);
  const tenure = await takeOver(options.database, options.signal);
  if (tenure === undefined) return;
  try {
    step('locked');
    const log: Log = await resume(options);
    step('loaded');
    await announce(options, tenure, log);
    options.onReady?.(log.state.frontier.size());
    await drain(options, tenure, () => writeBatch(options, tenure, log, readInboxes));
  } finally {
    await tenure.end();
  }
}

/** Takes batch after batch; sleeps when there is nothing, and naps while a writer has yet to commit what it did not ring for. */
async function drain(
  { signal, sleepMs = 250 }: SequencerOptions,
  tenure: Tenure,
  takeBatch: () => Promise<number>,
): Promise<void> {
  let isLyingDown = false;
  let napMs = 1;
  while (!signal.aborted) {
    if ((await takeBatch()) > 0) {
      if (isLyingDown) await tenure.getUp();
      isLyingDown = false;
      napMs = 1;
    } else if (isLyingDown) {
      await tenure.wake(sleepMs);
    } else {
      isLyingDown = await tenure.lieDown();
      if (isLyingDown) continue;
      await tenure.wake(napMs);
      napMs = Math.min(napMs * 2, longestNapMs);
    }
  }
}

/** Picks up where the last sequencer ended, and brings the outside copy up to date if it ended before copying. */
async function resume(options: SequencerOptions): Promise<Log> {
  const keys = [options.signingKey, options.retiringKey].flatMap((key) =>
    key === undefined ? [] : [key.vkey],
  );
  const last = options.outside.last();
  const log = await loadLog(options.database, options.origin, keys, last);
  if (log.lastNote !== undefined && log.lastNote !== last) options.outside.append(log.lastNote);
  return { ...log };
}

/** The sequencer's own entries: the hand-over of the key, when one is due, and that this process started. */
async function announce(options: SequencerOptions, tenure: Tenure, log: Log): Promise<void> {
  const { signingKey, retiringKey } = options;
  const signedBefore = log.lastNote === undefined ? undefined : openNote(log.lastNote, [signingKey.vkey]);
  if (retiringKey !== undefined && log.lastNote !== undefined && signedBefore?.signedBy.length === 0) {
    const body = { from: retiringKey.vkey, to: signingKey.vkey };
    await writeBatch(options, tenure, log, () => ownRow(options, 'checkpoint.key.rotated', body), [
      retiringKey,
      signingKey,
    ]);
  }
  const body = { epoch: tenure.epoch, checkpointKey: signingKey.vkey };
  await writeBatch(options, tenure, log, () => ownRow(options, 'sequencer.started', body));
}

function ownRow(options: SequencerOptions, type: string, body: object): Promise<readonly InboxRow[]> {
  const id = newId('ent');
  const draft = canonicalJson({
    id,
    type,
    at: options.clock.now(),
    actor: { kind: 'process', id: options.self, via: [] },
    subjects: [],
    causedBy: [],
    correlation: id,
    policy: null,
    basis: {},
    blobs: [],
    body,
  });
  return Promise.resolve([{ position: -1, writer: 'sequencer', entry_id: id, type, draft }]);
}

const readInboxes = (tx: Transaction): Promise<readonly InboxRow[]> =>
  tx.query<InboxRow>(
    `select * from (
       (select position, 'server' as writer, entry_id, type, draft from ledger.inbox_server order by position limit $1)
       union all
       (select position, 'enforcer', entry_id, type, draft from ledger.inbox_enforcer order by position limit $1)
     ) both_inboxes order by position limit $1`,
    [batchRows],
  );

/** One transaction: take rows, number them, write entries, tiles and the signed checkpoint. Returns how many rows. */
async function writeBatch(
  options: SequencerOptions,
  tenure: Tenure,
  log: Log,
  take: (tx: Transaction) => Promise<readonly InboxRow[]>,
  keys: readonly NoteKey[] = [options.signingKey],
): Promise<number> {
  const step = options.onStep ?? (() => undefined);
  const state = copyState(log.state);
  const now = options.clock.now();
  const sequencedAt = now > log.lastSequencedAt ? now : log.lastSequencedAt;
  const written = await options.database.transaction(async (tx) => {
    const rows = await take(tx);
    if (rows.length === 0) return undefined;
    await tenure.check(tx);
    await checkUnchanged(tx, log);
    step('drained');
    const batch = numberRows(state, rows, sequencedAt, await ledgered(tx, rows));
    const own = batch.refused.find(({ row }) => row.writer === 'sequencer');
    if (own !== undefined) throw new Fault('internal', `the sequencer's own entry does not hold: ${own.why}`);
    await removeRows(tx, rows);
    await setAside(tx, batch.refused, sequencedAt);
    await insertEntries(tx, batch.entries, batch.tiles);
    step('entries-written');
    if (batch.entries.length === 0) return { batch, rows: rows.length, note: undefined };
    const [size, root] = [state.frontier.size(), Buffer.from(state.frontier.root())];
    const note = signCheckpoint({ origin: options.origin, size, root }, keys);
    await tx.query('insert into ledger.checkpoint (size, root, note, at) values ($1, $2, $3, $4)', [
      size,
      root,
      note,
      sequencedAt,
    ]);
    step('checkpoint-written');
    return { batch, rows: rows.length, note };
  });
  if (written === undefined) return 0;
  step('committed');
  if (written.note !== undefined) {
    log.state = state;
    log.lastNote = written.note;
    log.lastSequencedAt = sequencedAt;
    options.outside.append(written.note);
    step('copied-outside');
  }
  for (const refused of written.batch.refused) options.onRefused?.(refused);
  return written.rows;
}

/** The database must still end where this process left it; otherwise somebody else wrote, or it was rolled back. */
async function checkUnchanged(tx: Transaction, log: Log): Promise<void> {
  const [row] = await tx.query<{ note: string | null; next: number }>(
    `select (select note from ledger.checkpoint order by size desc limit 1) as note,
            (select coalesce(max(seq) + 1, 0) from ledger.entry) as next`,
  );
  if ((row?.note ?? undefined) !== log.lastNote || row?.next !== log.state.frontier.size())
    throw new Fault('ledger_invalid', 'the ledger in the database is not the one this sequencer last wrote', {
      next: 'Nothing was signed. Run `countersign ledger verify`, and restore the database if entries are lost.',
    });
}

async function ledgered(
  tx: Transaction,
  rows: readonly InboxRow[],
): Promise<{ ids: ReadonlySet<string>; bootstrapped: boolean }> {
  const known = await tx.query<{ id: string }>('select id from ledger.entry where id = any($1::text[])', [
    rows.map((row) => row.entry_id),
  ]);
  const [bootstrap] = await tx.query<{ seq: number }>(
    `select seq from ledger.entry where type = 'ledger.bootstrap' limit 1`,
  );
  return { ids: new Set(known.map((row) => row.id)), bootstrapped: bootstrap !== undefined };
}

async function removeRows(tx: Transaction, rows: readonly InboxRow[]): Promise<void> {
  for (const writer of ['server', 'enforcer'] as const) {
    const positions = rows.filter((row) => row.writer === writer).map((row) => row.position);
    if (positions.length > 0)
      await tx.query(`delete from ledger.inbox_${writer} where position = any($1::bigint[])`, [positions]);
  }
}

async function setAside(tx: Transaction, refused: readonly RefusedRow[], at: string): Promise<void> {
  for (const { row, why } of refused) {
    await tx.query(
      'insert into ledger.inbox_refused (position, writer, entry_id, type, draft, why, at) values ($1, $2, $3, $4, $5, $6, $7)',
      [row.position, row.writer, row.entry_id, row.type, row.draft, why, at],
    );
  }
}

type Numbered = ReturnType<typeof numberRows>;

async function insertEntries(
  tx: Transaction,
  entries: Numbered['entries'],
  tiles: Numbered['tiles'],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into ledger.entry (seq, id, type, writer, correlation, at, leaf, leaf_hash)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[], $8::bytea[])`,
    [
      entries.map((e) => e.seq),
      entries.map((e) => e.entry.id),
      entries.map((e) => e.entry.type),
      entries.map((e) => e.writer),
      entries.map((e) => e.entry.correlation),
      entries.map((e) => e.entry.at),
      entries.map((e) => e.leaf),
      entries.map((e) => e.hash),
    ],
  );
  const causes = entries.flatMap((e) =>
    [...new Set(e.entry.causedBy)].map((cause) => [cause, e.seq] as const),
  );
  if (causes.length > 0)
    await tx.query('insert into ledger.cause (cause, seq) select * from unnest($1::text[], $2::bigint[])', [
      causes.map(([cause]) => cause),
      causes.map(([, seq]) => seq),
    ]);
  if (tiles.length > 0)
    await tx.query(
      `insert into ledger.tile (level, index, hashes, root)
       select * from unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[])`,
      [
        tiles.map((t) => t.level),
        tiles.map((t) => t.index),
        tiles.map((t) => t.hashes),
        tiles.map((t) => Buffer.from(t.root)),
      ],
    );
}
