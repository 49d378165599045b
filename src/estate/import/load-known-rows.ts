import type { Transaction } from '../../platform/store/index.ts';
import { copyOut } from '../tables/copy.ts';
import { noUse } from '../tables/encode.ts';
import { entityTables, type EntityTable } from '../tables/list.ts';
import { KnownRows } from './known-rows.ts';

/** The live rows of a source, one `KnownRows` a type in the order of `entityTables`; empty when it was never read. */
export async function loadKnownRows(tx: Transaction, sourceNo: number): Promise<readonly KnownRows[]> {
  const [read] = await tx.query<{ counts: Record<string, { live?: number }> }>(
    'select counts from sources.read where source_no = $1 order by number desc limit 1',
    [sourceNo],
  );
  const all: KnownRows[] = [];
  for (const table of entityTables) {
    const rows = new KnownRows(read?.counts[table.type]?.live ?? 0, table.keepsUse);
    if (read !== undefined) await load(tx, { table, sourceNo, rows });
    all.push(rows);
  }
  return all;
}

/** In the order in which the rows lie in the table, which is the order of the read that brought them. */
async function load(
  tx: Transaction,
  from: { readonly table: EntityTable; readonly sourceNo: number; readonly rows: KnownRows },
): Promise<void> {
  const { table, sourceNo, rows } = from;
  const columns = `t.key_hash, t.row_digest`;
  const where = `where t.source_no = ${sourceNo} and t.valid_to_read is null`;
  if (table.keepsUse)
    await copyOut(
      tx.client,
      `select ${columns}, coalesce(u.used_ms, ${noUse}) from estate.${table.name} t
        left join estate.${table.name}_used u using (source_no, key_hash) ${where}`,
      3,
      (row) => rows.load({ hi: row.hi(0), lo: row.lo(0) }, { hi: row.hi(1), lo: row.lo(1) }, row.number(2)),
    );
  else
    await copyOut(tx.client, `select ${columns} from estate.${table.name} t ${where}`, 2, (row) =>
      rows.load({ hi: row.hi(0), lo: row.lo(0) }, { hi: row.hi(1), lo: row.lo(1) }, noUse),
    );
}
