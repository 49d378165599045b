import { copyOut } from '../tables/copy.ts';
import { HashTable } from '../tables/hash-table.ts';
import { int8Text, type Hash64 } from '../tables/keyed-hash.ts';
import { typeNumbers } from '../tables/list.ts';
import type { ReadAt } from './finish.ts';
import type { KnownRows } from './known-rows.ts';
import type { MissingTarget, References } from './references.ts';
import type { Dangling } from './summary.ts';

type ReferredType = 'account' | 'group' | 'entitlement';

const referring = [
  { to: 'holder', name: 'grants', column: 'subject_hash', what: 'grant to a subject that was not read' },
  {
    to: 'entitlement',
    name: 'grants',
    column: 'entitlement_hash',
    what: 'grant of an entitlement that was not read',
  },
  {
    to: 'holder',
    name: 'memberships',
    column: 'member_hash',
    what: 'membership of a member that was not read',
  },
  {
    to: 'holder',
    name: 'memberships',
    column: 'group_hash',
    what: 'membership in a group that was not read',
  },
  {
    to: 'account',
    name: 'credentials',
    column: 'account_hash',
    what: 'credential of an account that was not read',
  },
  { to: 'holder', name: 'ownerships', column: 'subject_hash', what: 'owner of a subject that was not read' },
] as const;

/** Live rows left referring to nothing: by what this read brought, or because it closed what they refer to. */
export async function tellDangling(
  at: ReadAt,
  what: {
    readonly known: readonly KnownRows[];
    /** Whether `known` holds every live row; else what is referred to is looked up in the database. */
    readonly knowsAll: boolean;
    readonly references: References;
    readonly closesUnseen: boolean;
    readonly closed: readonly number[];
  },
): Promise<readonly Dangling[]> {
  const standing = what.knowsAll ? undefined : await standingNow(at, what.references);
  const stands = (type: ReferredType, key: Hash64): boolean =>
    standing === undefined
      ? what.known[typeNumbers[type]]?.stands(key, what.closesUnseen) === true
      : standing[type].find(key.hi, key.lo) !== -1;
  const missing: MissingTarget[] = [
    ...what.references.missing((to, key) =>
      to === 'holder' ? stands('account', key) || stands('group', key) : stands(to, key),
    ),
  ];
  for (const type of ['account', 'group', 'entitlement'] as const)
    if ((what.closed[typeNumbers[type]] ?? 0) > 0)
      for (const key of what.known[typeNumbers[type]]?.unseen() ?? [])
        missing.push({ to: type === 'group' ? 'holder' : type, keyHash: int8Text(key), rows: 0 });
  if (missing.length === 0) return [];
  const dangling: Dangling[] = [];
  for (const { to, name, column, what: sentence } of referring) {
    const hashes = missing
      .filter((m) => m.to === to || (to === 'holder' && m.to === 'account'))
      .map((m) => m.keyHash);
    if (hashes.length === 0) continue;
    const [row] = await at.tx.query<{ rows: number; examples: readonly string[] | null }>(
      `select count(*) as rows, (array_agg(key order by key))[1:10] as examples from estate.${name}
        where source_no = $1 and valid_to_read is null and ${column} = any($2::bigint[])`,
      [at.sourceNo, hashes],
    );
    if (row !== undefined && row.rows > 0)
      dangling.push({ what: sentence, rows: row.rows, examples: row.examples ?? [] });
  }
  return dangling;
}

/** Of the rows that this read's new rows refer to, those that are live now that it is written and what is gone is closed. */
async function standingNow(
  at: ReadAt,
  references: References,
): Promise<Readonly<Record<ReferredType, HashTable>>> {
  const find = async (table: string, keys: readonly string[]): Promise<HashTable> => {
    const found = new HashTable();
    if (keys.length > 0)
      await copyOut(
        at.tx.client,
        `select key_hash from estate.${table} where source_no = ${at.sourceNo} and valid_to_read is null
           and key_hash = any('{${keys.join()}}'::bigint[])`,
        1,
        (row) => found.append(row.hi(0), row.lo(0)),
      );
    return found;
  };
  const holders = references.targets('holder');
  return {
    account: await find('accounts', [...holders, ...references.targets('account')]),
    group: await find('groups', holders),
    entitlement: await find('entitlements', references.targets('entitlement')),
  };
}
