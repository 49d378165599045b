import type { Keeps } from '../../model/index.ts';
import { int8Text } from '../tables/keyed-hash.ts';
import { entityTables } from '../tables/list.ts';
import type { ReadAt } from './finish.ts';
import type { KnownRows } from './known-rows.ts';

const batch = 20_000;

/**
 * Counts the rows that a read did not show and says stay as shown unchanged, so that they are neither closed nor taken for a
 * source that shrinks. Only rows that would be closed are looked at.
 */
export async function keepUnshown(at: ReadAt, known: readonly KnownRows[], keeps: Keeps): Promise<void> {
  for (const [number, table] of entityTables.entries()) {
    const rows = known[number];
    const { type } = table;
    if (rows === undefined || type === 'gap') continue;
    const within = table.columns.find(([name]) => name === 'parent_key' || name === 'subject_key')?.[0];
    const unseen = [...rows.unseen()];
    for (let from = 0; from < unseen.length; from += batch) {
      const part = new Map(unseen.slice(from, from + batch).map((key) => [int8Text(key), key]));
      const found = await at.tx.query<{ hash: string; key: string; within: string | null }>(
        `select key_hash::text as hash, key, ${within ?? 'null'} as within from estate.${table.name}
          where source_no = $1 and valid_to_read is null and key_hash = any($2::bigint[])`,
        [at.sourceNo, [...part.keys()]],
      );
      for (const { hash, key, within: place } of found) {
        const row = part.get(hash);
        if (row !== undefined && keeps({ type, keys: place === null ? [key] : [key, place] }))
          rows.confirm(row);
      }
    }
  }
}
