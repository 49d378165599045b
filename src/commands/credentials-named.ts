import type { EstateRef, Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** A credential that a text names, or that is the same secret in another source, and whose it is. */
export interface CredentialMeant {
  readonly credential: EstateRef;
  readonly account: EstateRef;
  readonly state: string;
  /** By its name; or as the same secret, or the same public id, as one that has it. */
  readonly by: 'name' | 'secret' | 'id';
}

/** Credentials by key, public id or exposure, and all that are the same; `at`: as the last reads begun by then had them. */
export async function credentialsNamed(
  db: Queryable,
  text: string,
  at?: Instant,
): Promise<readonly CredentialMeant[]> {
  const there = (row: string): string =>
    at === undefined
      ? `${row}.valid_to_read is null`
      : `exists (select from version v where v.no = ${row}.source_no and ${row}.valid_from_read <= v.read
           and (${row}.valid_to_read is null or ${row}.valid_to_read > v.read))`;
  const rows = await db.query<{
    source: string;
    key: string;
    state: string;
    by: CredentialMeant['by'];
    account_key: string;
    account_name: string;
  }>(
    `with version as (
       select s.no, r.number as read from sources.source s cross join lateral (
         select number from sources.read r where r.source_no = s.no and r.started_at <= $2::timestamptz
          order by number desc limit 1) r),
     named as (
       select c.* from estate.credentials c join sources.source s on s.no = c.source_no
        where ${there('c')} and (c.key = $1 or c.public_id = $1 or s.id || '/' || c.key = $1)
       union
       select c.* from estate.exposures e join sources.source s on s.no = e.source_no
         join estate.credentials c on c.source_no = e.source_no and c.key_hash = e.credential_hash and ${there('c')}
        where ${there('e')} and (e.key = $1 or s.id || '/' || e.key = $1)),
     meant as (
       select source_no, key_hash, 0 as rank, 'name' as by from named
       union all select t.source_no, t.key_hash, 1, 'secret' from named n join estate.credentials t
         on t.fingerprint = n.fingerprint and t.fingerprint is not null and ${there('t')}
       union all select t.source_no, t.key_hash, 2, 'id' from named n join estate.credentials t
         on t.public_id = n.public_id and t.public_id is not null and ${there('t')}),
     best as (select distinct on (source_no, key_hash) * from meant order by source_no, key_hash, rank)
     select s.id as source, c.key, c.state, b.by, a.key as account_key, a.name as account_name
       from best b join estate.credentials c on c.source_no = b.source_no and c.key_hash = b.key_hash and ${there('c')}
       join estate.accounts a on a.source_no = c.source_no and a.key_hash = c.account_hash and ${there('a')}
       join sources.source s on s.no = c.source_no
      order by b.rank, s.id, c.key`,
    [text, at ?? null],
  );
  return rows.map(({ source, key, state, by, account_key: account, account_name: name }) => ({
    credential: { entity: 'credential', source, key, name: key },
    account: { entity: 'account', source, key: account, name },
    state,
    by,
  }));
}
