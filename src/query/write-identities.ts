import type { IdentityRef } from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
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
  'lane',
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
const written = names.filter((name) => name !== 'words');
const said = `(select * from unnest(${columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) s (${names.join(', ')}))`;
const values = `${written.map((name) => `s.${name}`).join(', ')}, 0, array_to_tsvector(s.words::text[])`;
const upsert = `
  with said as ${said},
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

/** Makes the whole list anew beside the one that is there, which stays as it is for whoever reads until this one is put in its place. */
export async function beginAnew(tx: Transaction): Promise<{
  write(rows: readonly IdentityRow[]): Promise<void>;
  /** With what accounts add up to in people's rows. */
  putInPlace(): Promise<void>;
}> {
  await tx.query('select query.begin_anew()');
  return {
    async write(rows) {
      await tx.query(
        `insert into query.identity_anew (${written.join(', ')}, accounts, search) select ${values} from ${said} s`,
        columns.map(([, , of]) => rows.map(of)),
      );
    },
    async putInPlace() {
      // what a source's read changed meanwhile may have been met twice; the next refresh looks at it again
      await tx.query(
        `delete from query.identity_anew a using query.identity_anew b where a.ref = b.ref and a.ctid < b.ctid`,
      );
      await tx.query(rollUp('query.identity_anew', ''));
      await tx.query('select query.put_in_place()');
    },
  };
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

const rollUp = (table: string, some: string): string =>
  `with sums as (
     select p.ref, case when p.person_ref is not null and count(a.ref) = 0 then 4 else 1 end as lane,
       count(a.ref)::int as accounts, coalesce(sum(a.credentials), 0)::int as credentials,
       min(a.oldest_credential) as oldest, max(a.used_sort) filter (where a.used_sort < ${Number.MAX_SAFE_INTEGER}) as used,
       coalesce(bool_or(a.privileged), false) as privileged, coalesce(sum(a.findings), 0)::int as findings,
       (array_agg(a.severity order by ${severityOrder}) filter (where a.severity is not null))[1] as severity,
       coalesce(max(a.score), 0) as score
     from ${table} p left join ${table} a on a.person_ref = p.ref and a.entity = 'account'
     where p.entity = 'person' ${some} group by p.ref, p.person_ref)
   update ${table} i set lane = s.lane, accounts = s.accounts, credentials = s.credentials, oldest_credential = s.oldest,
     used_sort = coalesce(s.used, ${Number.MAX_SAFE_INTEGER}), privileged = s.privileged, findings = s.findings,
     severity = s.severity, score = s.score
   from sums s where s.ref = i.ref and
     (i.lane, i.accounts, i.credentials, i.oldest_credential, i.used_sort, i.privileged, i.findings, i.severity, i.score)
     is distinct from
     (s.lane, s.accounts, s.credentials, s.oldest, coalesce(s.used, ${Number.MAX_SAFE_INTEGER}), s.privileged, s.findings, s.severity, s.score)`;

/** Brings into these people's rows what their accounts add up to. */
export async function rollUpAccounts(tx: Queryable, people: readonly IdentityRef[]): Promise<void> {
  await tx.query(rollUp('query.identity', 'and p.ref = any($1::text[])'), [people]);
}
