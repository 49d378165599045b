import type { Queryable } from '../../platform/store/index.ts';
import type { Resident } from '../access/engine.ts';
import { isAccount } from '../access/graph.ts';
import { rowOf } from '../access/reach.ts';
import { int8Text } from '../tables/keyed-hash.ts';
import type { RowFilter } from './account-rows.ts';

/**
 * Accounts whose view may differ from what it was at read `since`: their own row or last use, a credential, an owner, a
 * membership or a grant began or ended since, at them or at anything above them, something above them did itself, or a
 * person they could be joined to; or a credential that is the same as one of theirs, or where it lies exposed. Not those
 * that are gone.
 */
export async function changedAccounts(db: Queryable, { graph }: Resident, since: number): Promise<RowFilter> {
  const touched = `((t.valid_to_read is null and t.valid_from_read > $1) or t.valid_to_read > $1)`;
  const rows = await db.query<{ source_no: number; hi: number; lo: number }>(
    `with seen as (
       select t.source_no, t.key_hash, t.fingerprint, t.public_id from estate.credentials t
        where ${touched} and (t.fingerprint is not null or t.public_id is not null)
       union select c.source_no, c.key_hash, c.fingerprint, c.public_id from estate.exposures t
         join estate.credentials c on c.source_no = t.source_no and c.key_hash = t.credential_hash where ${touched}
       union select c.source_no, c.key_hash, c.fingerprint, c.public_id from estate.accounts t
         join estate.credentials c on c.source_no = t.source_no and c.account_hash = t.key_hash and c.valid_to_read is null
        where ${touched} and (c.fingerprint is not null or c.public_id is not null))
     select source_no, (hash >> 32)::int as hi, (hash & 4294967295) as lo from (
       select t.source_no, t.key_hash as hash from estate.accounts t where ${touched}
       union select t.source_no, t.key_hash from estate.accounts_used t where t.read > $1
       union select c.source_no, c.account_hash from estate.credentials_used t
         join estate.credentials c using (source_no, key_hash) where t.read > $1
       union select t.source_no, t.account_hash from estate.credentials t where ${touched}
       union select t.source_no, t.subject_hash from estate.ownerships t where ${touched}
       union select t.source_no, t.member_hash from estate.memberships t where ${touched}
       union select t.source_no, t.key_hash from estate.groups t where ${touched}
       union select m.source_no, m.member_hash from estate.memberships m join estate.groups t
         on t.source_no = m.source_no and t.key_hash = m.group_hash where m.valid_to_read is null and t.valid_to_read > $1
       union select m.source_no, m.member_hash from estate.memberships m join estate.accounts t
         on t.source_no = m.source_no and t.key_hash = m.group_hash where m.valid_to_read is null and t.valid_to_read > $1
       union select t.source_no, t.subject_hash from estate.grants t where ${touched}
       union select g.source_no, g.subject_hash from estate.grants g join estate.entitlements t
         on t.source_no = g.source_no and t.key_hash = g.entitlement_hash where g.valid_to_read is null and ${touched}
       union select a.source_no, a.key_hash from estate.persons t join estate.accounts a on a.valid_to_read is null
         and (a.employee_number = t.employee_number) where ${touched}
       union select a.source_no, a.key_hash from estate.persons t join estate.accounts a on a.valid_to_read is null
         and (lower(a.email) = t.email_fold) where ${touched}
       union select a.source_no, a.key_hash from estate.persons t join estate.accounts a on a.valid_to_read is null
         and (lower(a.name) = t.email_fold) where ${touched}
       union select a.source_no, a.key_hash from estate.persons t join estate.accounts a on a.valid_to_read is null
         and (lower(a.name) = t.local_fold) where ${touched}
       union select o.source_no, o.subject_hash from estate.persons t join estate.ownerships o on o.valid_to_read is null
         and (o.owner_ref = t.key or o.owner_ref = t.employee_number or lower(o.owner_ref) = t.email_fold) where ${touched}
       union select c.source_no, c.account_hash from seen join estate.credentials c on c.fingerprint = seen.fingerprint
         where c.valid_to_read is null
       union select c.source_no, c.account_hash from seen join estate.credentials c on c.public_id = seen.public_id
         where c.valid_to_read is null
       union select t.source_no, t.account_hash from seen join estate.credentials t using (source_no, key_hash)
         where t.valid_to_read is null
     ) changed`,
    [since],
  );
  const found = new Set<number>();
  for (const { source_no, hi, lo } of rows)
    for (const entity of ['account', 'group'] as const) {
      const node = graph.find(source_no, entity, hi, lo | 0);
      if (node !== -1) found.add(node);
    }
  for (const node of found)
    // a Set gives what is added while it is walked
    for (const edge of rowOf(graph.membersOf, node)) found.add(graph.memberships.from[edge] ?? 0);
  const accounts = [...found].filter((node) => ((graph.nodeFlags[node] ?? 0) & isAccount) !== 0);
  const sourceNos = accounts.map((node) => graph.nodeSource[node] ?? 0);
  const keyHashes = accounts.map((node) =>
    int8Text({ hi: graph.nodeHi[node] ?? 0, lo: graph.nodeLo[node] ?? 0 }),
  );
  const sharing = await sharingWith(db, sourceNos, keyHashes);
  return {
    is: 'numbers',
    sourceNos: [...sourceNos, ...sharing.map((row) => row.source_no)],
    keyHashes: [...keyHashes, ...sharing.map((row) => row.hash)],
  };
}

const most = 50_000;

/** Others that have a credential of one of these: what those may do is told at them too. */
async function sharingWith(
  db: Queryable,
  sourceNos: readonly number[],
  keyHashes: readonly string[],
): Promise<readonly { readonly source_no: number; readonly hash: string }[]> {
  const known = new Set(keyHashes.map((hash, at) => `${sourceNos[at] ?? ''} ${hash}`));
  const sharing = new Map<string, { readonly source_no: number; readonly hash: string }>();
  for (let from = 0; from < keyHashes.length; from += most) {
    const rows = await db.query<{ source_no: number; hash: string }>(
      `with held as (select c.fingerprint, c.public_id from unnest($1::smallint[], $2::bigint[]) as w (source_no, hash)
           join estate.credentials c on c.source_no = w.source_no and c.account_hash = w.hash and c.valid_to_read is null
            and (c.fingerprint is not null or c.public_id is not null))
       select t.source_no, t.account_hash::text as hash from held
         join estate.credentials t on t.fingerprint = held.fingerprint and t.valid_to_read is null
       union select t.source_no, t.account_hash::text from held
         join estate.credentials t on t.public_id = held.public_id and t.valid_to_read is null`,
      [sourceNos.slice(from, from + most), keyHashes.slice(from, from + most)],
    );
    for (const row of rows) {
      const name = `${row.source_no} ${row.hash}`;
      if (!known.has(name)) sharing.set(name, row);
    }
  }
  return [...sharing.values()];
}
