import type { EstateRef } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { int8Text, loadHashers } from './tables/keyed-hash.ts';

/** An account of a source by its key, or by its name or e-mail address among keys that begin so, whatever the case. */
export interface AccountAsked {
  readonly source: string;
  readonly by: 'key' | 'name' | 'email';
  readonly value: string;
  readonly keysFrom?: string;
}

/** Which live accounts go by each of these, in their order; of more than two the first two by key. */
export async function accountsNamed(
  db: Queryable,
  asked: readonly AccountAsked[],
): Promise<readonly (readonly EstateRef[])[]> {
  const hashers = await loadHashers(db);
  const found: EstateRef[][] = asked.map(() => []);
  for (const by of ['key', 'name', 'email'] as const) {
    const of = asked.flatMap((each, n) => (each.by === by ? [{ ...each, n }] : []));
    if (of.length === 0) continue;
    const rows = await db.query<{ n: number; source: string; key: string; name: string }>(
      `select w.n, s.id as source, a.key, a.name
         from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) w (n, source, value, keys_from, key_hash)
         join sources.source s on s.id = w.source
         join estate.accounts a on a.source_no = s.no and a.valid_to_read is null and ${matches[by]}
        order by w.n, a.key`,
      [
        of.map(({ n }) => n),
        of.map(({ source }) => source),
        of.map(({ value }) => value.replaceAll('\0', '\uFFFD').toWellFormed()),
        of.map(({ keysFrom }) => keysFrom ?? ''),
        of.map(({ value }) => int8Text(hashers.key(value))),
      ],
    );
    for (const { n, ...row } of rows) {
      const into = found[n];
      if (into !== undefined && into.length < 2) into.push({ entity: 'account', ...row });
    }
  }
  return found;
}

const matches = {
  key: 'a.key_hash = w.key_hash and a.key = w.value',
  name: 'lower(a.name) = lower(w.value) and starts_with(a.key, w.keys_from)',
  email: 'lower(a.email) = lower(w.value) and starts_with(a.key, w.keys_from)',
} as const;

const pageSize = 5000;

/** The keys of all live accounts of a source, in pages. */
export async function* accountKeysOf(db: Queryable, source: string): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined; ;) {
    const rows: readonly { readonly key: string; readonly hash: string }[] = await db.query(
      `select key, key_hash::text as hash from estate.accounts
        where source_no = (select no from sources.source where id = $1) and valid_to_read is null
          and ($2::bigint is null or key_hash > $2) order by source_no, key_hash limit $3`,
      [source, after ?? null, pageSize],
    );
    if (rows.length > 0) yield rows.map(({ key }) => key);
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.hash;
  }
}
