import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobRef, EntryType, Leaf } from '../model/entry.ts';
import { Fault } from '../model/failure.ts';
import type { EntryId } from '../model/ids.ts';
import type { LedgerReader } from '../model/ports.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { Queryable } from '../platform/store/index.ts';
import { commitmentOf } from './commitment.ts';
import { databaseTiles } from './database-tiles.ts';
import { leafHash } from './hashing.ts';
import { trackHead } from './head.ts';
import { parseLeaf } from './parse-entry.ts';
import { verifyInclusion } from './proofs.ts';
import { isTextList } from './shape.ts';
import { inclusionProof } from './tiles.ts';
import { toLeaf } from './to-leaf.ts';

export interface ReaderOptions {
  /** Any role that may select from the ledger. */
  readonly database: Queryable;
  readonly origin: string;
  /** The checkpoint key to trust (vkey), kept outside the database. */
  readonly checkpointKey: string;
}

interface EntryRow {
  readonly seq: number;
  readonly leaf: Buffer;
}

export interface EntriesRequest {
  /** Absent members do not filter. */
  readonly types?: readonly EntryType[];
  readonly correlation?: string;
  readonly sort: 'newest' | 'oldest';
  readonly limit: number;
  /** The seq of the last entry of the page before. */
  readonly after?: number;
}

/** What the stage itself needs beyond the port. */
export interface VerifiedReader extends LedgerReader {
  /** Entries of these types in order of seq from `fromSeq`, each checked for inclusion, up to the newest checkpoint. */
  ofTypes(types: readonly EntryType[], fromSeq: number): Promise<readonly Leaf[]>;
  /** A page of entries; `next` is the last one's seq when there are more. Each was checked for inclusion. */
  page(request: EntriesRequest): Promise<{ readonly items: readonly Leaf[]; readonly next: number | null }>;
  /** Entries of one correlation id, in order of seq. */
  correlated(correlation: string): Promise<readonly Leaf[]>;
  /** Size of the newest verified checkpoint; 0 for a ledger without one. */
  size(): Promise<number>;
}

const invalid = (message: string): Fault =>
  new Fault('ledger_invalid', message, {
    next: 'Run `countersign ledger verify` to see what is wrong where.',
  });

/**
 * Reads sequenced entries; each leaf was proven under a signed checkpoint before it is returned, and each checkpoint
 * proven to continue the ones this reader saw before.
 */
export function createReader({ database, origin, checkpointKey }: ReaderOptions): VerifiedReader {
  const tiles = databaseTiles(database);
  const head = trackHead({ database, tiles, origin, firstKey: checkpointKey });

  async function proven(row: EntryRow): Promise<Leaf | undefined> {
    const known = head.known();
    const checkpoint = known !== undefined && row.seq < known.size ? known : await head.refresh();
    if (checkpoint === undefined || row.seq >= checkpoint.size) return undefined;
    const proof = await inclusionProof(tiles, row.seq, checkpoint.size);
    if (!verifyInclusion(leafHash(row.leaf), row.seq, checkpoint.size, proof, checkpoint.root))
      throw invalid(`entry ${row.seq} is not what the signed checkpoint of size ${checkpoint.size} covers`);
    const leaf = parseLeaf(row.leaf);
    if (typeof leaf === 'string') throw invalid(`entry ${row.seq}: ${leaf}`);
    if (leaf.seq !== row.seq) throw invalid(`entry ${row.seq} says that it is entry ${leaf.seq}`);
    return toLeaf(leaf);
  }

  async function provenAll(rows: readonly EntryRow[]): Promise<readonly Leaf[]> {
    const leaves: Leaf[] = [];
    for (const row of rows) {
      const leaf = await proven(row);
      if (leaf !== undefined) leaves.push(leaf);
    }
    return leaves;
  }

  async function entry(id: EntryId): Promise<Leaf | undefined> {
    const [row] = await database.query<EntryRow>('select seq, leaf from ledger.entry where id = $1', [id]);
    const leaf = row === undefined ? undefined : await proven(row);
    if (leaf !== undefined && leaf.entry.id !== id)
      throw invalid(`entry ${leaf.seq} is \`${leaf.entry.id}\`, not \`${id}\``);
    return leaf;
  }

  return {
    entry,
    async sequenced(id, withinSeconds) {
      const deadline = monotonicMs() + withinSeconds * 1000;
      for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 2, 50)) {
        const leaf = await entry(id);
        if (leaf !== undefined) return leaf;
        const [refused] = await database.query<{ why: string }>(
          'select why from ledger.inbox_refused where entry_id = $1',
          [id],
        );
        if (refused !== undefined)
          throw new Fault(
            'ledger_invalid',
            `entry \`${id}\` was set aside by the sequencer: ${refused.why}`,
            {
              next: 'See `ledger.inbox_refused`; nothing rests on this entry.',
            },
          );
        if (monotonicMs() >= deadline)
          throw new Fault(
            'timed_out',
            `entry \`${id}\` was not in the ledger within ${withinSeconds} s; it stays in the inbox and will be`,
            { next: 'Check with `countersign doctor` that the sequencer runs.' },
          );
        await sleep(pauseMs);
      }
    },
    async causedBy(cause, type) {
      const rows = await database.query<EntryRow>(
        `select e.seq, e.leaf from ledger.cause c join ledger.entry e using (seq)
         where c.cause = $1 and ($2::text is null or e.type = $2) order by e.seq`,
        [cause, type ?? null],
      );
      const leaves = await provenAll(rows);
      return leaves.filter((leaf) => leaf.entry.causedBy.includes(cause));
    },
    async ofTypes(types, fromSeq) {
      const rows = await database.query<EntryRow>(
        'select seq, leaf from ledger.entry where type = any($1::text[]) and seq >= $2 order by seq',
        [types, fromSeq],
      );
      const leaves = await provenAll(rows);
      return leaves.filter((leaf) => types.includes(leaf.entry.type));
    },
    async page({ types, correlation, sort, limit, after }) {
      const [compare, direction] = sort === 'newest' ? ['<', 'desc'] : ['>', 'asc'];
      const rows = await database.query<EntryRow>(
        `select seq, leaf from ledger.entry where ($1::text[] is null or type = any($1))
            and ($2::text is null or correlation = $2) and ($3::bigint is null or seq ${compare} $3)
          order by seq ${direction} limit $4`,
        [types ?? null, correlation ?? null, after ?? null, limit + 1],
      );
      const shown = rows.slice(0, limit);
      return {
        items: await provenAll(shown),
        next: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null,
      };
    },
    async correlated(correlation) {
      const rows = await database.query<EntryRow>(
        'select seq, leaf from ledger.entry where correlation = $1 order by seq',
        [correlation],
      );
      return (await provenAll(rows)).filter((leaf) => leaf.entry.correlation === correlation);
    },
    async size() {
      return (await head.refresh())?.size ?? 0;
    },
    content: (ref) => contentOf(database, entry, ref),
  };
}

async function contentOf(
  database: Queryable,
  entry: (id: EntryId) => Promise<Leaf | undefined>,
  ref: BlobRef,
): Promise<string | undefined> {
  const [row] = await database.query<{
    salt: Buffer | null;
    content: string | null;
    erased_by: EntryId | null;
  }>('select salt, content, erased_by from ledger.blob where id = $1', [ref.id]);
  if (row === undefined) throw invalid(`blob \`${ref.id}\` (${ref.name}) is missing and no entry erased it`);
  if (row.erased_by !== null) {
    const erasure = await entry(row.erased_by);
    const named = erasure?.entry.type === 'blob.erased' ? erasure.entry.body['blobs'] : undefined;
    if (isTextList(named) && named.includes(ref.id)) return undefined;
    throw invalid(`blob \`${ref.id}\` (${ref.name}) is gone and the entry said to erase it does not`);
  }
  if (row.salt === null || row.content === null || commitmentOf(row.salt, row.content) !== ref.commitment)
    throw invalid(`blob \`${ref.id}\` (${ref.name}) is not the content its entry committed to`);
  return row.content;
}
