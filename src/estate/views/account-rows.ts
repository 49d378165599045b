import type { AccountState, CredentialType, IdentityKind, Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { loadExposed, type Exposed } from './exposure-rows.ts';

/** Which accounts a pass over the estate takes. `refs` names them; `numbers` (source number and key hash) is the same, resolved. */
export type RowFilter =
  | { readonly is: 'all' }
  | { readonly is: 'source'; readonly source: string }
  | { readonly is: 'numbers'; readonly sourceNos: readonly number[]; readonly keyHashes: readonly string[] };

export interface AccountSql {
  readonly source: string;
  readonly source_no: number;
  readonly key_hash: string;
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly state: AccountState;
  readonly email: string | null;
  readonly employee_number: string | null;
  readonly created_at: Instant | null;
  readonly expires_at: Instant | null;
  readonly can_be_assumed: boolean | null;
  readonly powers: readonly string[] | null;
  readonly interactive: boolean | null;
  readonly mfa: boolean | null;
  readonly attributes: Readonly<Record<string, string>> | null;
  readonly used_ms: number | null;
  readonly observed_at: Instant;
}

export interface CredentialSql {
  readonly source_no: number;
  readonly key_hash: string;
  readonly account_hash: string;
  readonly key: string;
  readonly credential: CredentialType;
  readonly state: 'active' | 'inactive' | 'unknown';
  readonly created_at: Instant | null;
  readonly rotated_at: Instant | null;
  readonly expires_at: Instant | null;
  readonly never_expires: boolean;
  readonly fingerprint: string | null;
  readonly public_id: string | null;
  readonly used_ms: number | null;
}

export interface OwnershipSql {
  readonly source_no: number;
  readonly subject_hash: string;
  readonly role: 'owner' | 'sponsor';
  readonly owner_ref: string;
}

export interface AssertionSql {
  readonly account_source: string;
  readonly account_key: string;
  readonly role: 'owner' | 'sponsor';
  readonly person_source: string;
  readonly person_key: string;
}

const pageSize = 2000;

/** Live accounts page by page in order of (source, key hash), which is the order of the index that finds them. */
export async function* accountPages(db: Queryable, filter: RowFilter): AsyncGenerator<readonly AccountSql[]> {
  if (filter.is === 'numbers') {
    for (let from = 0; from < filter.keyHashes.length; from += pageSize)
      yield db.query<AccountSql>(
        `${selectAccounts} join unnest($1::smallint[], $2::bigint[]) as w (source_no, key_hash)
            on w.source_no = a.source_no and w.key_hash = a.key_hash
          where a.valid_to_read is null order by a.source_no, a.key_hash`,
        [filter.sourceNos.slice(from, from + pageSize), filter.keyHashes.slice(from, from + pageSize)],
      );
    return;
  }
  let after: readonly [number, string] = [-1, '0'];
  for (;;) {
    const rows = await db.query<AccountSql>(
      `${selectAccounts} where a.valid_to_read is null and (a.source_no, a.key_hash) > ($1::smallint, $2::bigint)
        ${filter.is === 'source' ? 'and a.source_no = (select no from sources.source where id = $4)' : ''}
        order by a.source_no, a.key_hash limit $3`,
      [after[0], after[1], pageSize, ...(filter.is === 'source' ? [filter.source] : [])],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < pageSize) return;
    after = [last.source_no, last.key_hash];
  }
}

const selectAccounts = `select s.id as source, a.source_no, a.key_hash::text, a.key, a.name, a.kind, a.state, a.email,
    a.employee_number, a.created_at, a.expires_at, a.can_be_assumed, a.powers, a.interactive, a.mfa, a.attributes, u.used_ms,
    coalesce(r.started_at, f.started_at) as observed_at
  from estate.accounts a join sources.source s on s.no = a.source_no
  join sources.read f on f.number = a.valid_from_read
  left join estate.accounts_used u on u.source_no = a.source_no and u.key_hash = a.key_hash
  left join lateral (select started_at from sources.read r where r.source_no = a.source_no and r.complete
    and r.number >= a.valid_from_read order by r.number desc limit 1) r on true`;

/** Credentials, owners stated by sources and owners assigned by decision, of a page of accounts. */
export async function loadBelongings(
  db: Queryable,
  accounts: readonly AccountSql[],
): Promise<{
  readonly credentials: readonly CredentialSql[];
  readonly ownerships: readonly OwnershipSql[];
  readonly assertions: readonly AssertionSql[];
  readonly exposed: (row: CredentialSql) => Exposed;
}> {
  const page = [accounts.map((row) => row.source_no), accounts.map((row) => row.key_hash)];
  const wanted = `unnest($1::smallint[], $2::bigint[]) as w (source_no, hash)`;
  const credentials = await db.query<CredentialSql>(
    `select c.source_no, c.key_hash::text, c.account_hash::text, c.key, c.credential, c.state, c.created_at, c.rotated_at, c.expires_at,
            c.never_expires, c.fingerprint, c.public_id, u.used_ms
       from ${wanted} join estate.credentials c on c.source_no = w.source_no and c.account_hash = w.hash
        and c.valid_to_read is null
       left join estate.credentials_used u on u.source_no = c.source_no and u.key_hash = c.key_hash
      order by c.key`,
    page,
  );
  const ownerships = await db.query<OwnershipSql>(
    `select o.source_no, o.subject_hash::text, o.role, o.owner_ref from ${wanted}
       join estate.ownerships o on o.source_no = w.source_no and o.subject_hash = w.hash and o.valid_to_read is null
      order by o.role, o.owner_ref`,
    page,
  );
  const assertions = await db.query<AssertionSql>(
    `select a.account_source, a.account_key, a.role, a.person_source, a.person_key
       from unnest($1::text[], $2::text[]) as w (source, key)
       join estate.assertion a on a.account_source = w.source and a.account_key = w.key order by a.role`,
    [accounts.map((row) => row.source), accounts.map((row) => row.key)],
  );
  return { credentials, ownerships, assertions, exposed: await loadExposed(db, credentials) };
}
