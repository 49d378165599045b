import { entityTables } from '../../src/estate/tables/list.ts';
import type { SourceId } from '../../src/model/index.ts';
import type { Queryable } from '../../src/platform/store/index.ts';

/** Everything the estate holds of a source, reads told by their place among the source's own. */
export async function heldRows(db: Queryable, source: SourceId): Promise<readonly unknown[]> {
  const reads = await db.query<{ number: number }>(
    'select number from sources.read r join sources.source s on s.no = r.source_no where s.id = $1 order by 1',
    [source],
  );
  const place = new Map(reads.map(({ number }, n) => [number, n]));
  const all: unknown[] = [];
  for (const { name, keepsUse } of entityTables) {
    const rows = await db.query<{ row: { valid_from_read: number; valid_to_read: number | null } }>(
      `select to_jsonb(t) - 'source_no' as row from estate.${name} t join sources.source s on s.no = t.source_no where s.id = $1
        order by t.key, t.valid_from_read`,
      [source],
    );
    for (const { row } of rows)
      all.push({
        ...row,
        valid_from_read: place.get(row.valid_from_read),
        valid_to_read: row.valid_to_read === null ? null : place.get(row.valid_to_read),
      });
    if (keepsUse)
      all.push(
        ...(await db.query(
          `select u.key_hash::text, u.used_ms::text from estate.${name}_used u join sources.source s on s.no = u.source_no
            where s.id = $1 order by 1`,
          [source],
        )),
      );
  }
  return all;
}
