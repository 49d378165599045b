import type { Observation } from '../../model/index.ts';
import type { Transaction } from '../../platform/store/index.ts';
import { copyOut } from '../tables/copy.ts';
import { noUse } from '../tables/encode.ts';
import { int8Text, type Hasher } from '../tables/keyed-hash.ts';
import { entityTables, typeNumbers, type EntityTable } from '../tables/list.ts';
import { KnownRows } from './known-rows.ts';

/** The live rows of a source, one `KnownRows` a type in the order of `entityTables`. */
export interface KnownSource {
  readonly rows: readonly KnownRows[];
  /** Sees to it that these records can be compared. */
  ready(observations: readonly Observation[]): Promise<void>;
}

/** All of them; none when it was never read. */
export async function loadKnownRows(tx: Transaction, sourceNo: number): Promise<KnownSource> {
  const counts = await liveCounts(tx, sourceNo);
  const rows = emptyRows(counts);
  if (counts !== undefined)
    for (const [n, table] of entityTables.entries()) {
      const known = rows[n];
      if (known === undefined) continue;
      await load(tx, { table, sourceNo, known, where: '' });
      known.live = known.keys.size;
    }
  return { rows, ready: async () => undefined };
}

/**
 * Those that are asked about, for a read that skips most of its items: looked up page by page, or all at once when it turns
 * out that many are asked about. `before` is the number of the read that is under way, whose own rows are not meant.
 */
export async function knownOnDemand(
  tx: Transaction,
  of: { readonly sourceNo: number; readonly read: number; readonly key: Hasher },
): Promise<KnownSource> {
  const counts = await liveCounts(tx, of.sourceNo);
  const rows = emptyRows(undefined);
  for (const [n, table] of entityTables.entries()) {
    const known = rows[n];
    if (known !== undefined) known.live = counts?.[table.type]?.live ?? 0;
  }
  const live = rows.reduce((total, { live }) => total + live, 0);
  let asked = 0;
  let all = false;
  return {
    rows,
    async ready(observations) {
      if (all) return;
      const wanted = entityTables.map(() => new Array<string>());
      for (const { type, key } of observations) {
        const hash = of.key(key);
        if (rows[typeNumbers[type]]?.keys.find(hash.hi, hash.lo) !== -1) continue;
        wanted[typeNumbers[type]]?.push(int8Text(hash));
        asked++;
      }
      all = asked > Math.max(leastAsked, live / 8);
      for (const [n, table] of entityTables.entries()) {
        const known = rows[n];
        const keys = wanted[n] ?? [];
        if (known === undefined || (!all && keys.length === 0)) continue;
        const which = all ? '' : `and t.key_hash = any('{${keys.join()}}'::bigint[])`;
        await load(tx, {
          table,
          sourceNo: of.sourceNo,
          known,
          where: `and t.valid_from_read < ${of.read} ${which}`,
        });
      }
    },
  };
}

const leastAsked = 10_000;

async function liveCounts(
  tx: Transaction,
  sourceNo: number,
): Promise<Readonly<Record<string, { readonly live?: number }>> | undefined> {
  const [read] = await tx.query<{ counts: Record<string, { live?: number }> }>(
    'select counts from sources.read where source_no = $1 order by number desc limit 1',
    [sourceNo],
  );
  return read?.counts;
}

const emptyRows = (expected: Awaited<ReturnType<typeof liveCounts>>): readonly KnownRows[] =>
  entityTables.map((table) => new KnownRows(expected?.[table.type]?.live ?? 0, table.keepsUse));

/** In the order in which the rows lie in the table, which is the order of the read that brought them. */
async function load(
  tx: Transaction,
  from: {
    readonly table: EntityTable;
    readonly sourceNo: number;
    readonly known: KnownRows;
    readonly where: string;
  },
): Promise<void> {
  const { table, sourceNo, known } = from;
  const fresh = known.keys.size === 0;
  const columns = `t.key_hash, t.row_digest`;
  const where = `where t.source_no = ${sourceNo} and t.valid_to_read is null ${from.where}`;
  const used = table.keepsUse ? `, coalesce(u.used_ms, ${noUse})` : '';
  const uses = table.keepsUse ? `left join estate.${table.name}_used u using (source_no, key_hash)` : '';
  await copyOut(
    tx.client,
    `select ${columns}${used} from estate.${table.name} t ${uses} ${where}`,
    table.keepsUse ? 3 : 2,
    (row) => {
      const key = { hi: row.hi(0), lo: row.lo(0) };
      if (!fresh && known.keys.find(key.hi, key.lo) !== -1) return;
      known.load(key, { hi: row.hi(1), lo: row.lo(1) }, table.keepsUse ? row.number(2) : noUse);
    },
  );
}
