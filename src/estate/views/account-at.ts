import type {
  AccountState,
  CredentialView,
  IdentityKind,
  Instant,
  PrivilegeView,
} from '../../model/index.ts';
import type { Database, Queryable } from '../../platform/store/index.ts';
import type { AccessEngine } from '../access/engine.ts';
import { int8Text, loadHashers } from '../tables/keyed-hash.ts';
import { Privileges } from './privileges.ts';

/** An account as the last read begun by a moment had it. Last use is not kept over time, so it is not told. */
export interface AccountAt {
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly state: AccountState;
  readonly createdAt: Instant | null;
  readonly expiresAt: Instant | null;
  readonly interactive: boolean | null;
  readonly mfa: boolean | null;
  readonly powers: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Where a credential lies exposed, and whose else it is, is told as of now only. */
  readonly credentials: readonly Omit<CredentialView, 'lastUsedAt' | 'exposures' | 'sameAs'>[];
  /** As its source wrote them then; owners assigned by decisions are not kept over time. */
  readonly owners: readonly { readonly role: 'owner' | 'sponsor'; readonly stated: string }[];
  readonly privileges: readonly PrivilegeView[];
  readonly observedAt: Instant;
}

interface Named {
  readonly source: string;
  readonly key: string;
}

/** Undefined: the source had not been read by then, or did not have it. */
export async function accountAt(
  database: Database,
  access: AccessEngine,
  { source, key }: Named,
  at: Instant,
): Promise<AccountAt | undefined> {
  const hashed = (await loadHashers(database)).key(key);
  const read = await readAt(database, source, at);
  if (read === undefined) return undefined;
  const there = [read.no, int8Text(hashed), read.number];
  const [row] = await database.query<Omit<AccountAt, 'credentials' | 'owners' | 'privileges' | 'observedAt'>>(
    `select name, kind, state, created_at as "createdAt", expires_at as "expiresAt", interactive, mfa,
            coalesce(powers, '[]') as powers, coalesce(attributes, '{}') as attributes
       from estate.accounts where source_no = $1 and key_hash = $2 and ${thereAtRead}`,
    there,
  );
  if (row === undefined) return undefined;
  const credentials = await database.query<CredentialRow>(
    `select key, credential, state, created_at, rotated_at, expires_at, never_expires
       from estate.credentials where source_no = $1 and account_hash = $2 and ${thereAtRead} order by key limit 500`,
    there,
  );
  const owners = await database.query<AccountAt['owners'][number]>(
    `select role, owner_ref as stated from estate.ownerships
      where source_no = $1 and subject_hash = $2 and ${thereAtRead} order by role, owner_ref limit 20`,
    there,
  );
  const resident = await access.resident({ is: 'time', at });
  const node = resident.graph.find(read.no, 'account', hashed.hi, hashed.lo);
  const held = node === -1 ? undefined : await new Privileges(resident).of(database, [node]);
  return {
    ...row,
    credentials: credentials.map((each) => credentialOf(source, each)),
    owners,
    privileges: held?.get(node) ?? [],
    observedAt: read.startedAt,
  };
}

/** A person as the last read begun by a moment had them. */
export async function personAt(
  database: Queryable,
  { source, key }: Named,
  at: Instant,
): Promise<{ readonly name: string; readonly state: 'active' | 'left' | 'unknown' } | undefined> {
  const read = await readAt(database, source, at);
  if (read === undefined) return undefined;
  const [row] = await database.query<{ name: string; state: 'active' | 'left' | 'unknown' }>(
    `select name, state from estate.persons where source_no = $1 and key_hash = $2 and ${thereAtRead}`,
    [read.no, int8Text((await loadHashers(database)).key(key)), read.number],
  );
  return row;
}

const thereAtRead = 'valid_from_read <= $3 and (valid_to_read is null or valid_to_read > $3)';

async function readAt(
  database: Queryable,
  source: string,
  at: Instant,
): Promise<{ readonly no: number; readonly number: number; readonly startedAt: Instant } | undefined> {
  const [read] = await database.query<{ no: number; number: number; startedAt: Instant }>(
    `select s.no, r.number, r.started_at as "startedAt" from sources.source s
       join sources.read r on r.source_no = s.no
      where s.id = $1 and r.started_at <= $2 order by r.number desc limit 1`,
    [source, at],
  );
  return read;
}

interface CredentialRow {
  readonly key: string;
  readonly credential: CredentialView['credential'];
  readonly state: CredentialView['state'];
  readonly created_at: Instant | null;
  readonly rotated_at: Instant | null;
  readonly expires_at: Instant | null;
  readonly never_expires: boolean;
}

const credentialOf = (source: string, row: CredentialRow): AccountAt['credentials'][number] => ({
  ref: { entity: 'credential', source, key: row.key, name: row.key },
  credential: row.credential,
  state: row.state,
  ...(row.created_at === null ? {} : { createdAt: row.created_at }),
  ...(row.rotated_at === null ? {} : { rotatedAt: row.rotated_at }),
  ...(row.never_expires ? { expiresAt: null } : row.expires_at === null ? {} : { expiresAt: row.expires_at }),
});
