import type { Instant, ObservationType, SourceId } from '../../model/index.ts';
import type { Transaction } from '../../platform/store/index.ts';
import { copyIn } from '../tables/copy.ts';
import { int8Text, type Hash64 } from '../tables/keyed-hash.ts';
import { entityTables, typeNumbers, type EntityTable } from '../tables/list.ts';
import type { KnownRows } from './known-rows.ts';
import { closeRows } from './row-writer.ts';
import type { Dangling, ReadSummary, TypeCounts } from './summary.ts';

/** The transaction, read number and source that all steps of finishing a read share. */
export interface ReadAt {
  readonly tx: Transaction;
  readonly read: number;
  readonly sourceNo: number;
}

const batch = 20_000;
const leastRowsThatSkew = 500;

/** Closes every live row that a complete read did not show. Returns how many, a type each. */
export async function closeUnseen(at: ReadAt, known: readonly KnownRows[]): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const [number, table] of entityTables.entries()) {
    let count = 0;
    let hashes: string[] = [];
    const close = async (): Promise<void> => {
      count += hashes.length;
      if (hashes.length > 0) await closeRows(at.tx, { ...at, table, keyHashes: hashes });
      hashes = [];
    };
    for (const key of known[number]?.unseen() ?? []) {
      hashes.push(int8Text(key));
      if (hashes.length === batch) await close();
    }
    await close();
    counts.push(count);
  }
  return counts;
}

/** Keeps the last-used times that are new, apart from the rows. */
export async function storeUses(
  at: ReadAt,
  known: readonly KnownRows[],
  how: { readonly firstRead: boolean },
): Promise<void> {
  for (const [number, table] of entityTables.entries()) {
    const rows = known[number];
    if (!table.keepsUse || rows === undefined || rows.used.length === 0) continue;
    const copies = how.firstRead && !(await hasUses(at, table)); // a source may come back with all its old keys
    for (let from = 0; from < rows.used.length; from += batch) {
      const part = rows.used.slice(from, from + batch);
      const hashes = part.map((row) => int8Text({ hi: rows.keys.hi(row), lo: rows.keys.lo(row) }));
      const times = part.map((row) => rows.useOf(row));
      if (copies)
        await copyIn(
          at.tx.client,
          `estate.${table.name}_used (source_no, key_hash, used_ms, read)`,
          hashes.map((hash, i) => `${at.sourceNo}\t${hash}\t${times[i] ?? 0}\t${at.read}\n`).join(''),
        );
      else
        await at.tx.query(
          `insert into estate.${table.name}_used (source_no, key_hash, used_ms, read)
           select $1, h, ms, $4 from unnest($2::bigint[], $3::bigint[]) as t (h, ms)
           on conflict (source_no, key_hash) do update set used_ms = excluded.used_ms, read = excluded.read`,
          [at.sourceNo, hashes, times, at.read],
        );
    }
  }
}

async function hasUses({ tx, sourceNo }: ReadAt, table: EntityTable): Promise<boolean> {
  const [row] = await tx.query<{ there: boolean }>(
    `select exists (select from estate.${table.name}_used where source_no = $1) as there`,
    [sourceNo],
  );
  return row?.there === true;
}

/** Plans for a table that grew by a tenth unnoticed can be wrong by orders of magnitude. */
const skewsStatistics = ({ added, changed, live }: TypeCounts & { readonly live: number }): boolean =>
  added + changed >= leastRowsThatSkew && (added + changed) * 10 >= live;

/** Writes the read itself, the last thing in the transaction, and returns its summary. */
export async function storeRead(
  at: ReadAt,
  read: {
    readonly source: SourceId;
    readonly startedAt: Instant;
    readonly finishedAt: Instant;
    readonly complete: boolean;
    readonly known: readonly KnownRows[];
    readonly closed: readonly number[];
    readonly dangling: readonly Dangling[];
    readonly repeated: number;
    readonly inFuture: number;
    readonly itemsSkipped: number;
    readonly pages: readonly Hash64[];
  },
): Promise<ReadSummary> {
  const of = (type: ObservationType): TypeCounts => {
    const rows = read.known[typeNumbers[type]];
    const closed = read.closed[typeNumbers[type]] ?? 0;
    if (rows === undefined) throw new TypeError(`no table for ${type}`);
    return {
      added: rows.added,
      changed: rows.changed,
      closed,
      unchanged: rows.seenLive - rows.changed,
      live: rows.live + rows.added - closed,
    };
  };
  const counts = {
    person: of('person'),
    account: of('account'),
    group: of('group'),
    membership: of('membership'),
    credential: of('credential'),
    resource: of('resource'),
    entitlement: of('entitlement'),
    grant: of('grant'),
    ownership: of('ownership'),
    exposure: of('exposure'),
    policy: of('policy'),
    gap: of('gap'),
  };
  const digests = Buffer.alloc(read.pages.length * 8);
  for (const [i, page] of read.pages.entries()) {
    digests.writeInt32BE(page.hi, i * 8);
    digests.writeInt32BE(page.lo, i * 8 + 4);
  }
  await at.tx.query(
    `insert into sources.read (number, source_no, started_at, finished_at, complete, counts, page_digests, dangling)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      at.read,
      at.sourceNo,
      read.startedAt,
      read.finishedAt,
      read.complete,
      JSON.stringify(counts),
      digests,
      JSON.stringify(read.dangling),
    ],
  );
  for (const { type, name } of entityTables)
    if (skewsStatistics(counts[type])) await at.tx.query('select estate.refresh_statistics($1)', [name]);
  if (read.complete)
    await at.tx.query('update sources.source set shrink_accepted = false where no = $1 and shrink_accepted', [
      at.sourceNo,
    ]);
  return {
    source: read.source,
    number: at.read,
    startedAt: read.startedAt,
    finishedAt: read.finishedAt,
    complete: read.complete,
    pages: read.pages.length,
    counts,
    repeated: read.repeated,
    inFuture: read.inFuture,
    itemsSkipped: read.itemsSkipped,
    dangling: read.dangling,
  };
}
