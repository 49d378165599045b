import type { EstateRef, Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { int8Text, loadHashers } from './tables/keyed-hash.ts';
import { entityTables } from './tables/list.ts';

/** One validity interval of a thing: what its source said from one read until (not including) another. */
export interface PastState {
  readonly fromRead: number;
  readonly from: Instant;
  /** Absent: it still stands. */
  readonly toRead?: number;
  readonly to?: Instant;
  /** Columns of the estate's table, absent when the source did not say. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** Everything a thing ever was, oldest first. Empty when it was never seen. Last use is not kept over time. */
export async function historyOf(
  db: Queryable,
  ref: Pick<EstateRef, 'entity' | 'source' | 'key'>,
): Promise<readonly PastState[]> {
  const table = entityTables.find((each) => each.type === ref.entity);
  if (table === undefined) return [];
  const { key } = await loadHashers(db);
  const own = table.columns.map(([name]) => name).filter((name) => !/_hash$|_fold$/.test(name));
  const rows = await db.query<{
    from_read: number;
    from: Instant;
    to_read: number | null;
    to: Instant | null;
    said: Record<string, unknown>;
  }>(
    `select t.valid_from_read as from_read, f.started_at as from, t.valid_to_read as to_read, c.started_at as to,
            jsonb_strip_nulls(jsonb_build_object(${own.map((name) => `'${name}', t.${name}`).join(', ')})) as said
       from estate.${table.name} t join sources.source s on s.no = t.source_no
       join sources.read f on f.number = t.valid_from_read
       left join sources.read c on c.number = t.valid_to_read
      where s.id = $1 and t.key_hash = $2 and t.key = $3 order by t.valid_from_read`,
    [ref.source, int8Text(key(ref.key)), ref.key],
  );
  return rows.map((row) => ({
    fromRead: row.from_read,
    from: row.from,
    ...(row.to_read === null ? {} : { toRead: row.to_read }),
    ...(row.to === null ? {} : { to: row.to }),
    said: row.said,
  }));
}
