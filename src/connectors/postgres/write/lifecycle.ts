import type { AccountCreate, AccountDrop, TargetState } from '../../../model/change.ts';
import { Fault } from '../../../model/failure.ts';
import { accountName, roleNamed, type CatalogRole } from './roles.ts';
import type { Target, TargetTransaction } from './target.ts';

export interface RoleState {
  readonly exists: boolean;
  readonly enabled: boolean;
  readonly validUntil: string | null;
}
export const absent: RoleState = { exists: false, enabled: false, validUntil: null };

/** Written as the comment of each role that we create; a role without it was not ours. */
const labelOf = (execution: string): string => `Created by Countersign in execution ${execution}`;
const isOurs = (role: CatalogRole): boolean => role.comment?.startsWith(labelOf('ent_')) ?? false;

export function observeRole(target: Target, change: AccountCreate | AccountDrop): Promise<RoleState> {
  const name = accountName(change.accountKey);
  return target.transaction(target.home, async (tx) => stateOf(await roleNamed(tx, name)));
}

const stateOf = (role: CatalogRole | undefined): RoleState =>
  role === undefined ? absent : { exists: true, enabled: role.login, validUntil: role.validUntil };

export const isRoleState = (state: TargetState): state is TargetState & RoleState =>
  typeof state['exists'] === 'boolean' &&
  typeof state['enabled'] === 'boolean' &&
  (state['validUntil'] === null || typeof state['validUntil'] === 'string');

/**
 * Creates the role exactly as `wanted`, labelled with the execution, without password or powers; or drops it when
 * `wanted` is absence. Idempotent. A role that is there in another state, or was not made by us, is never adopted.
 */
export async function setRole(
  target: Target,
  change: AccountCreate | AccountDrop,
  wanted: RoleState,
  execution: string,
): Promise<void> {
  const name = accountName(change.accountKey);
  await target.transaction(target.home, async (tx) => {
    const role = await roleNamed(tx, name);
    if (!wanted.exists) {
      if (role === undefined) return undefined;
      return change.type === 'account.drop' && change.watchedSeconds !== undefined
        ? deleteWatched(tx, name, role)
        : drop(tx, name, role);
    }
    if (role === undefined) return create(tx, name, wanted, execution);
    return refuseAnother(name, role, wanted);
  });
}

async function create(
  tx: TargetTransaction,
  name: string,
  wanted: RoleState,
  execution: string,
): Promise<void> {
  const login = wanted.enabled ? 'login' : 'nologin';
  const until = wanted.validUntil === null ? '' : ' valid until %2$L';
  await tx.run(
    `create role %1$I ${login} nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit${until}`,
    [name, wanted.validUntil ?? ''],
  );
  await tx.run('comment on role %I is %L', [name, labelOf(execution)]);
}

async function drop(tx: TargetTransaction, name: string, role: CatalogRole): Promise<void> {
  const lost = [
    ...(role.special ? ['powers, limits or inheritance of its own'] : []),
    ...(role.memberships > 0 ? [`${role.memberships} memberships`] : []),
    ...(role.settings > 0 ? [`${role.settings} settings`] : []),
    ...(isOurs(role) ? [] : await lostOfStrangers(tx, role)),
  ];
  if (lost.length > 0)
    throw new Fault(
      'not_reversible',
      `Dropping \`${name}\` would lose what could not be put back: ${lost.join('; ')}.`,
      { next: 'Disable the role instead (`account.disable`), which can be undone.' },
    );
  await tx.run('drop role %I', [name]);
}

/**
 * Deletes a role that was suspended and watched: its password, memberships, settings and rights go with it, as was signed.
 * What it owns is never dropped, and nothing is done to it in a database that this transaction cannot take back.
 */
async function deleteWatched(tx: TargetTransaction, name: string, role: CatalogRole): Promise<void> {
  const kept = await tx.query<{ owned: boolean; place: string | null; count: number }>(
    `select d.deptype = 'o' as owned, db.datname as place, count(*)::int as count
       from pg_shdepend d left join pg_database db on db.oid = d.dbid
      where d.refclassid = 'pg_authid'::regclass and d.refobjid = $1::oid
        and (d.deptype = 'o' or (d.dbid <> 0 and db.datname <> current_database()))
      group by 1, 2 order by 1 desc, 2`,
    [role.oid],
  );
  const [inIt] = await tx.query<{ count: number }>(
    `select count(*)::int as count from pg_auth_members m join pg_roles r on r.oid = m.member
      where m.roleid = $1::oid and r.rolname <> current_user`,
    [role.oid],
  );
  if ((inIt?.count ?? 0) > 0)
    throw new Fault(
      'not_reversible',
      `\`${name}\` cannot be deleted: ${inIt?.count ?? 0} other roles are in it and would lose what it gives them.`,
      { next: 'Take them out of it first, each by a decision of its own.' },
    );
  if (kept.length > 0)
    throw new Fault(
      'not_reversible',
      `\`${name}\` cannot be deleted: ${kept
        .map(
          ({ owned, place, count }) =>
            `it ${owned ? 'owns' : 'has rights on'} ${count} things in ${place ?? 'the whole server'}`,
        )
        .join('; ')}.`,
      {
        next: 'Give what it owns to another role, take its rights in other databases away, and propose this again.',
      },
    );
  await haveIts(tx, name, role);
  await tx.run('drop owned by %I', [name]);
  await tx.run('drop role %I', [name]);
}

/**
 * Taking a role's rights away takes having them. Whoever may give the role to others gives it to themselves for that, and it
 * is gone with the role at the end of the same transaction.
 */
async function haveIts(tx: TargetTransaction, name: string, role: CatalogRole): Promise<void> {
  const [has] = await tx.query<{ rights: boolean; me: string; tells: boolean }>(
    `select pg_has_role(current_user, $1::oid, 'USAGE') as rights, current_user::text as me,
       current_setting('server_version_num')::int >= 160000 as tells`,
    [role.oid],
  );
  if (has === undefined || has.rights) return;
  await tx.run(has.tells ? 'grant %I to %I with inherit true' : 'grant %I to %I', [name, has.me]);
}

/** What dropping a role that somebody else made would lose. A password that we may not look for counts as there. */
async function lostOfStrangers(tx: TargetTransaction, role: CatalogRole): Promise<readonly string[]> {
  const comment = role.comment === null ? [] : ['a comment that is not ours'];
  const [may] = await tx.query<{ look: boolean }>(
    `select has_table_privilege('pg_catalog.pg_authid', 'select') as look`,
  );
  if (may?.look !== true) return [...comment, 'perhaps a password, which this credential cannot see'];
  const [secret] = await tx.query<{ there: boolean }>(
    'select rolpassword is not null as there from pg_authid where oid = $1::oid',
    [role.oid],
  );
  return secret?.there === true ? [...comment, 'its password'] : comment;
}

function refuseAnother(name: string, role: CatalogRole, wanted: RoleState): void {
  const state = stateOf(role);
  const equal = state.enabled === wanted.enabled && state.validUntil === wanted.validUntil;
  if (equal && isOurs(role)) return;
  throw new Fault(
    'target_failed',
    `There is a role \`${name}\` already, ${equal ? 'not made by us' : 'in another state'}.`,
    { next: 'Choose another name, or read the source again and propose on what is there.' },
  );
}
