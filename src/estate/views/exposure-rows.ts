import type { EstateRef, ExposureView, IdentityKind, Instant, SameBy } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { CredentialSql } from './account-rows.ts';

/** A secret that lies everywhere is told by its first places; nothing that is decided hangs on how many there are. */
const most = { places: 25, same: 10 } as const;

interface Own {
  readonly source_no: number;
  readonly key_hash: string;
}

interface ExposureSql extends Own {
  readonly by: 'itself' | SameBy;
  readonly source: string;
  readonly key: string;
  readonly holder: string;
  readonly place: string;
  readonly found_by: string;
  readonly state: ExposureView['state'];
  readonly commit: string | null;
  readonly author: string | null;
  readonly since: Instant | null;
}

/** A credential that is the same, and the account that has it. */
export interface SameSql extends Own {
  readonly by: SameBy;
  readonly source: string;
  readonly key: string;
  readonly account_no: number;
  readonly account_key: string;
  readonly account_name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly email: string | null;
  readonly employee_number: string | null;
  readonly powers: readonly string[] | null;
}

export interface Exposed {
  readonly exposures: readonly ExposureView[];
  readonly same: readonly SameSql[];
}

/** Other live credentials that are the same as `own`: by the secret where both show it, else by the public id. */
const others = `lateral (
    select t.*, 'secret' as by from estate.credentials t
     where t.valid_to_read is null and t.fingerprint = own.fingerprint and t.fingerprint is not null
       and (t.source_no, t.key_hash) <> (own.source_no, own.key_hash)
    union all
    select t.*, 'id' from estate.credentials t
     where t.valid_to_read is null and t.public_id = own.public_id and t.public_id is not null
       and coalesce(t.fingerprint <> own.fingerprint, true) and (t.source_no, t.key_hash) <> (own.source_no, own.key_hash))`;
const own = `unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[]) as own (source_no, key_hash, fingerprint, public_id)`;
const found = `exists (select from estate.exposures e where e.source_no = o.source_no and e.credential_hash = o.key_hash
    and e.valid_to_read is null)`;

/** Where each of these credentials lies exposed, and whose else it is. */
export async function loadExposed(
  db: Queryable,
  credentials: readonly CredentialSql[],
): Promise<(row: CredentialSql) => Exposed> {
  const [any] = await db.query<{ there: boolean }>(
    'select exists (select from estate.exposures where valid_to_read is null) as there',
  );
  const comparable = credentials.filter((row) => row.fingerprint !== null || row.public_id !== null);
  const exposures = any?.there === true ? await loadExposures(db, credentials) : [];
  const same = comparable.length === 0 ? [] : await loadSame(db, comparable);
  const nameOf = (row: Own): string => `${row.source_no} ${row.key_hash}`;
  const exposuresBy = Map.groupBy(exposures, nameOf);
  const sameBy = Map.groupBy(same, nameOf);
  return (row) => ({
    exposures: (exposuresBy.get(nameOf(row)) ?? []).map(exposureOf),
    same: sameBy.get(nameOf(row)) ?? [],
  });
}

const columns = (credentials: readonly CredentialSql[]) => [
  credentials.map((row) => row.source_no),
  credentials.map((row) => row.key_hash),
  credentials.map((row) => row.fingerprint),
  credentials.map((row) => row.public_id),
];

const loadExposures = (
  db: Queryable,
  credentials: readonly CredentialSql[],
): Promise<readonly ExposureSql[]> =>
  db.query<ExposureSql>(
    `select own.source_no, own.key_hash::text, x.* from ${own} cross join lateral (
       select o.by, s.id as source, e.key, coalesce(a.name, o.account_key) as holder, e.place, e.found_by, o.state,
              e.commit, e.author, e.since
         from (select own.source_no, own.key_hash, c.state, c.account_hash, c.account_key, 'itself' as by
                 from estate.credentials c where c.valid_to_read is null and c.source_no = own.source_no and c.key_hash = own.key_hash
               union all
               select t.source_no, t.key_hash, t.state, t.account_hash, t.account_key, t.by from ${others} t) o
         join estate.exposures e on e.source_no = o.source_no and e.credential_hash = o.key_hash and e.valid_to_read is null
         join sources.source s on s.no = o.source_no
         left join estate.accounts a on a.source_no = o.source_no and a.key_hash = o.account_hash and a.valid_to_read is null
        order by (o.by <> 'itself'), s.id, e.key limit ${most.places}) x`,
    columns(credentials),
  );

const loadSame = (db: Queryable, credentials: readonly CredentialSql[]): Promise<readonly SameSql[]> =>
  db.query<SameSql>(
    `select own.source_no, own.key_hash::text, x.* from ${own} cross join lateral (
       select o.by, s.id as source, o.key, a.source_no as account_no, a.key as account_key, a.name as account_name, a.kind,
              a.email, a.employee_number, a.powers
         from ${others} o join sources.source s on s.no = o.source_no
         join estate.accounts a on a.source_no = o.source_no and a.key_hash = o.account_hash and a.valid_to_read is null
        where not ${found} order by s.id, o.key limit ${most.same}) x`,
    columns(credentials),
  );

const refOf = (entity: EstateRef['entity'], source: string, key: string, name = key): EstateRef => ({
  entity,
  source,
  key,
  name,
});

const exposureOf = (row: ExposureSql): ExposureView => ({
  ref: refOf('exposure', row.source, row.key),
  where: `${row.holder} ${row.place}`,
  foundBy: row.found_by,
  by: row.by,
  state: row.state,
  ...(row.commit === null ? {} : { commit: row.commit }),
  ...(row.author === null ? {} : { author: row.author }),
  ...(row.since === null ? {} : { since: row.since }),
});
