import { z } from 'zod';
import { isInstant, type AccountState, type Instant, type Observation } from '../../model/index.ts';
import { commentTags } from './comment-tags.ts';
import { passwordKey, publicRoleKey, roleKey } from './keys.ts';
import type { CatalogSession } from './session.ts';

const maybe = z.string().nullable();

export const roleRow = z.object({
  oid: z.number(),
  name: z.string(),
  superuser: z.boolean(),
  createrole: z.boolean(),
  createdb: z.boolean(),
  login: z.boolean(),
  replication: z.boolean(),
  bypassrls: z.boolean(),
  connectionLimit: z.number(),
  /** ISO text in UTC, `infinity`, `-infinity`, or null when there is none. */
  validUntil: maybe,
  comment: maybe,
  hasSettings: z.boolean(),
  /** Somebody receives what it holds, by inheritance or SET ROLE; an admin option alone does not count. */
  hasMembers: z.boolean(),
  /** Null when passwords cannot be read. */
  hasPassword: z.boolean().nullable(),
});
export type RoleRow = z.infer<typeof roleRow>;

/** Reading whether a password is set needs a superuser (or a grant on pg_authid); its verifier never leaves the server. */
export async function readRoles(
  session: CatalogSession,
  can: { readonly seePasswords: boolean; readonly inheritOptions: boolean },
): Promise<readonly RoleRow[]> {
  const passes = can.inheritOptions ? 'and (m.inherit_option or m.set_option)' : '';
  return session.rows(
    roleRow,
    `select r.oid::int8::float8 as oid, r.rolname as name, r.rolsuper as superuser, r.rolcreaterole as createrole,
            r.rolcreatedb as createdb, r.rolcanlogin as login, r.rolreplication as replication,
            r.rolbypassrls as bypassrls, r.rolconnlimit as "connectionLimit",
            case when isfinite(r.rolvaliduntil)
                 then to_char(r.rolvaliduntil at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                 else r.rolvaliduntil::text end as "validUntil",
            left(shobj_description(r.oid, 'pg_authid'), 4000) as comment,
            exists (select from pg_db_role_setting s where s.setrole = r.oid) as "hasSettings",
            exists (select from pg_auth_members m where m.roleid = r.oid ${passes}) as "hasMembers",
            ${can.seePasswords ? '(select a.rolpassword is not null from pg_authid a where a.oid = r.oid)' : 'null::bool'} as "hasPassword"
       from pg_roles r order by r.rolname collate "C"`,
  );
}

/**
 * PostgreSQL has one kind of role; an estate has accounts and groups. A role is an account when it can log in, or bears
 * a sign that it is one that was locked: a password, VALID UNTIL, a connection limit, own settings, powers, or nobody
 * receiving anything through it. Otherwise it is a group. The key is `role/NAME` either way.
 */
export const isAccount = (role: RoleRow): boolean =>
  !isPredefined(role) &&
  (role.login ||
    role.validUntil !== null ||
    role.hasPassword === true ||
    role.connectionLimit !== -1 ||
    role.hasSettings ||
    powersOf(role).length > 0 ||
    !role.hasMembers);

/** Roles named `pg_…` are PostgreSQL's own: no one else may have such a name. */
export const isPredefined = (role: RoleRow): boolean => role.name.startsWith('pg_');

export function observeRole(
  role: RoleRow,
  now: Instant,
  openings: Readonly<Record<string, string>> = {},
): readonly Observation[] {
  const key = roleKey(role.name);
  const tags = commentTags(role.comment ?? '');
  const attributes = {
    ...(role.comment === null ? {} : { comment: role.comment }),
    ...(isPredefined(role) ? { predefined: 'true' } : {}),
    ...(role.connectionLimit === -1 ? {} : { connectionLimit: String(role.connectionLimit) }),
    ...(tags.secretIn === undefined ? {} : { secretKeptIn: tags.secretIn }),
    ...openings,
  };
  const some = Object.keys(attributes).length > 0 ? { attributes } : {};
  if (!isAccount(role)) return [{ type: 'group', key, name: role.name, kind: 'role', ...some }];
  const expiry = expiryOf(role.validUntil);
  return [
    {
      type: 'account',
      key,
      name: role.name,
      kind: tags.kind ?? 'unknown',
      state: stateOf(role, expiry, now),
      ...(expiry === null ? {} : { expiresAt: expiry }),
      powers: powersOf(role),
      interactive: role.login,
      ...some,
    },
    ...credentialOf(role, key, expiry),
    ...tags.owners.map(({ role: as, ref }): Observation => ({
      type: 'ownership',
      key: `${key}#${as}`,
      subjectKey: key,
      role: as,
      ownerRef: ref,
    })),
    {
      type: 'membership',
      key: `${key}#${publicRoleKey}`,
      memberKey: key,
      groupKey: publicRoleKey,
      via: 'member',
    },
  ];
}

/** Which roles CREATEROLE reaches: before PostgreSQL 16, which brought options of memberships, those of others too. */
export const makesRoles = (
  role: RoleRow,
  can: { readonly inheritOptions: boolean },
): Readonly<Record<string, string>> =>
  role.createrole && !role.superuser
    ? { makesRoles: can.inheritOptions ? 'those that it administers' : 'any that is no superuser' }
    : {};

/** PUBLIC: what is granted to it, everyone has. */
export const observePublic: Observation = {
  type: 'group',
  key: publicRoleKey,
  name: 'PUBLIC',
  kind: 'role',
  attributes: { standsFor: 'everyone' },
};

const powersOf = (role: RoleRow): readonly string[] => [
  ...(role.superuser ? ['superuser'] : []),
  ...(role.createrole ? ['createrole'] : []),
  ...(role.createdb ? ['createdb'] : []),
  ...(role.replication ? ['replication'] : []),
  ...(role.bypassrls ? ['bypassrls'] : []),
];

/** VALID UNTIL as a moment; null: never ends. Years beyond 9999 never end either, those before 1 ended long ago. */
function expiryOf(validUntil: string | null): Instant | null {
  if (validUntil === null || validUntil === 'infinity') return null;
  if (isInstant(validUntil)) return validUntil;
  const beyond = /^\d{5,}-/.test(validUntil);
  const past = '0001-01-01T00:00:00.000Z';
  return !beyond && isInstant(past) ? past : null;
}

function stateOf(role: RoleRow, expiry: Instant | null, now: Instant): AccountState {
  if (!role.login) return 'disabled';
  return expiry !== null && expiry <= now ? 'expired' : 'active';
}

function credentialOf(role: RoleRow, accountKey: string, expiry: Instant | null): readonly Observation[] {
  if (role.hasPassword === false) return [];
  if (role.hasPassword === null && !role.login && role.validUntil === null) return [];
  const usable = role.login ? 'active' : 'inactive';
  return [
    {
      type: 'credential',
      key: passwordKey(accountKey),
      accountKey,
      credential: 'password',
      state: role.hasPassword === null ? 'unknown' : usable,
      expiresAt: expiry,
    },
  ];
}
