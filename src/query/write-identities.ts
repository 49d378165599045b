import type { IdentityRef } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { ownDigest, type IdentityRow } from './identity-row.ts';

/** Column, its type, and where it comes from. What a person's accounts add (rollup columns) is not overwritten for people. */
const columns: readonly (readonly [name: string, type: string, of: (row: IdentityRow) => unknown])[] = [
  ['ref', 'text', (row) => row.ref],
  ['lane', 'smallint', (row) => row.lane],
  ['entity', 'text', (row) => row.entity],
  ['source', 'text', (row) => row.source],
  ['key', 'text', (row) => row.key],
  ['name', 'text', (row) => row.name],
  ['kind', 'text', (row) => row.kind],
  ['state', 'text', (row) => row.state],
  ['person_ref', 'text', (row) => row.personRef],
  ['owner', 'jsonb', (row) => (row.owner === null ? null : JSON.stringify(row.owner))],
  ['sponsor', 'jsonb', (row) => (row.sponsor === null ? null : JSON.stringify(row.sponsor))],
  ['owned', 'boolean', (row) => row.owned],
  ['credentials', 'integer', (row) => row.credentials],
  ['oldest_credential', 'timestamptz', (row) => row.oldestCredential],
  ['used_sort', 'bigint', (row) => row.usedSort],
  ['created_at', 'timestamptz', (row) => row.createdAt],
  ['privileged', 'boolean', (row) => row.privileged],
  ['findings', 'integer', (row) => row.findings],
  ['severity', 'text', (row) => row.severity],
  ['score', 'integer', (row) => row.score],
  ['own_digest', 'text', ownDigest],
  ['words', 'text', (row) => `{${row.words.join(',')}}`],
];
const rolledUp = [
  'credentials',
  'oldest_credential',
  'used_sort',
  'privileged',
  'findings',
  'severity',
  'score',
];

const names = columns.map(([name]) => name);
const update = names
  .filter((name) => name !== 'ref' && name !== 'words')
  .map((name) =>
    rolledUp.includes(name)
      ? `${name} = case when excluded.entity = 'person' then i.${name} else excluded.${name} end`
      : `${name} = excluded.${name}`,
  )
  .join(', ');
const upsert = `
  with said as (select * from unnest(${columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) s (${names.join(', ')})),
  before as (select i.ref, i.person_ref, i.own_digest from query.identity i where i.ref = any($1::text[])),
  written as (
    insert into query.identity as i (${names.filter((name) => name !== 'words').join(', ')}, accounts, search)
    select ${names
      .filter((name) => name !== 'words')
      .map((name) => `s.${name}`)
      .join(', ')}, 0, array_to_tsvector(s.words::text[])
      from said s left join before b using (ref) where b.own_digest is distinct from s.own_digest
    on conflict (ref) do update set ${update}, search = excluded.search
    returning ref, person_ref)
  select distinct touched from (
    select w.person_ref as touched from written w
    union all select b.person_ref from written w join before b using (ref)) t where touched is not null`;

/** Writes rows that are new or say something else than before. Returns the people whose accounts these are or were. */
export async function writeIdentities(
  tx: Queryable,
  rows: readonly IdentityRow[],
): Promise<readonly IdentityRef[]> {
  if (rows.length === 0) return [];
  const touched = await tx.query<{ touched: IdentityRef }>(
    upsert,
    columns.map(([, , of]) => rows.map(of)),
  );
  return touched.map((row) => row.touched);
}

/** Removes rows. Returns the people whose accounts they were. */
export async function removeIdentities(
  tx: Queryable,
  refs: readonly IdentityRef[],
): Promise<readonly IdentityRef[]> {
  if (refs.length === 0) return [];
  const gone = await tx.query<{ person_ref: IdentityRef | null }>(
    'delete from query.identity where ref = any($1::text[]) returning person_ref',
    [refs],
  );
  return gone.flatMap((row) => row.person_ref ?? []);
}

const severityOrder = `array_position(array['critical', 'high', 'medium', 'low', 'info'], a.severity)`;

/** Brings into people's rows what their accounts add up to: of these people, or of everybody. */
export async function rollUpAccounts(
  tx: Queryable,
  people: readonly IdentityRef[] | 'everybody',
): Promise<void> {
  const some = people === 'everybody' ? '' : 'and p.ref = any($1::text[])';
  await tx.query(
    `with sums as (
       select p.ref, count(a.ref)::int as accounts, coalesce(sum(a.credentials), 0)::int as credentials,
         min(a.oldest_credential) as oldest, max(a.used_sort) filter (where a.used_sort < ${Number.MAX_SAFE_INTEGER}) as used,
         coalesce(bool_or(a.privileged), false) as privileged, coalesce(sum(a.findings), 0)::int as findings,
         (array_agg(a.severity order by ${severityOrder}) filter (where a.severity is not null))[1] as severity,
         coalesce(max(a.score), 0) as score
       from query.identity p left join query.identity a on a.person_ref = p.ref and a.entity = 'account'
       where p.entity = 'person' ${some} group by p.ref)
     update query.identity i set accounts = s.accounts, credentials = s.credentials, oldest_credential = s.oldest,
       used_sort = coalesce(s.used, ${Number.MAX_SAFE_INTEGER}), privileged = s.privileged, findings = s.findings,
       severity = s.severity, score = s.score
     from sums s where s.ref = i.ref and
       (i.accounts, i.credentials, i.oldest_credential, i.used_sort, i.privileged, i.findings, i.severity, i.score)
       is distinct from
       (s.accounts, s.credentials, s.oldest, coalesce(s.used, ${Number.MAX_SAFE_INTEGER}), s.privileged, s.findings, s.severity, s.score)`,
    people === 'everybody' ? [] : [people],
  );
}
