import type { GrantAdd, GrantRemove, TargetState } from '../../../model/change.ts';
import { Fault } from '../../../model/failure.ts';
import { parseEntitlementKey, parseRoleKey } from '../keys.ts';
import { columnGrants, directGrants, grantedOn, type DirectGrant, type GrantAim } from './acl.ts';
import type { Target, TargetTransaction } from './target.ts';

export interface GrantState {
  readonly held: boolean;
  readonly grantable: boolean;
}
export const isGrantState = (state: TargetState): state is TargetState & GrantState =>
  typeof state['held'] === 'boolean' && typeof state['grantable'] === 'boolean';
type GrantChange = GrantAdd | GrantRemove;

/** Does the role itself hold the privilege on exactly this object, by anyone's grant? */
export function observeGrant(target: Target, change: GrantChange): Promise<GrantState> {
  const aim = aimOf(change);
  return target.transaction(databaseOf(target, aim), async (tx) => stateOf(await directGrants(tx, aim)));
}

/** Grants or revokes until the role holds exactly `wanted(before)`; commits only when the transaction itself sees that. */
export async function setGrant(
  target: Target,
  change: GrantChange,
  wanted: (before: GrantState) => GrantState,
): Promise<void> {
  const aim = aimOf(change);
  await target.transaction(databaseOf(target, aim), async (tx) => {
    const before = stateOf(await directGrants(tx, aim));
    const want = wanted(before);
    if (same(before, want)) return;
    await refuseHidden(tx, aim, before, want);
    for (const template of statements(aim, before, want)) await tx.run(template, namesOf(aim));
    const after = await directGrants(tx, aim);
    if (!same(stateOf(after), want)) throw stillThere(aim, after, want);
  });
}

const stateOf = (direct: readonly DirectGrant[]): GrantState => ({
  held: direct.length > 0,
  grantable: direct.some((grant) => grant.grantable),
});
const same = (a: GrantState, b: GrantState): boolean => a.held === b.held && a.grantable === b.grantable;

function aimOf(change: GrantChange): GrantAim {
  const role = parseRoleKey(change.subjectKey);
  const entitlement = parseEntitlementKey(change.entitlementKey);
  if (role === undefined || entitlement === undefined)
    throw new Fault(
      'input_invalid',
      `\`${change.subjectKey}\` and \`${change.entitlementKey}\` do not name a role and a privilege of PostgreSQL.`,
    );
  const { on, privilege } = entitlement;
  if (
    on.kind === 'column' ||
    on.kind === 'function' ||
    on.kind === 'functions' ||
    on.kind === 'defaults' ||
    privilege === 'OWNER'
  )
    throw new Fault('input_invalid', `\`${change.entitlementKey}\` is read but cannot be changed here.`, {
      next: 'Privileges on columns and functions, default privileges and ownership are changed by hand for now.',
    });
  return { role, on, privilege };
}

const databaseOf = (target: Target, { on }: GrantAim): string =>
  on.kind === 'database' ? target.home : on.database;

/** PostgreSQL's own words for each kind; the privilege beside them comes from the closed list in keys.ts. */
const words = {
  database: 'database %1$I',
  schema: 'schema %2$I',
  table: 'table %2$I.%3$I',
  sequence: 'sequence %2$I.%3$I',
} as const;

function namesOf({ on, role }: GrantAim): readonly string[] {
  if (on.kind === 'database') return [on.database, '', '', role];
  if (on.kind === 'schema') return [on.database, on.schema, '', role];
  return [on.database, on.schema, on.name, role];
}

function statements({ on, privilege }: GrantAim, before: GrantState, want: GrantState): readonly string[] {
  const what = `${privilege} on ${words[on.kind]}`;
  if (!want.held) return [`revoke ${what} from %4$I`];
  const list: string[] = [];
  if (!before.held || (want.grantable && !before.grantable))
    list.push(`grant ${what} to %4$I${want.grantable ? ' with grant option' : ''}`);
  if (before.grantable && !want.grantable) list.push(`revoke grant option for ${what} from %4$I`);
  return list;
}

/** What a revoke would fail on or silently take along is named before it is tried. */
async function refuseHidden(
  tx: TargetTransaction,
  aim: GrantAim,
  before: GrantState,
  want: GrantState,
): Promise<void> {
  if (!want.held) {
    const columns = await columnGrants(tx, aim);
    if (columns.length > 0)
      throw new Fault(
        'not_reversible',
        `\`${aim.role}\` also holds ${aim.privilege} on single columns (${list(columns)}), which revoking it on the table would take along and nothing here could put back.`,
        { next: 'Revoke the column privileges by hand first, then propose again.' },
      );
  }
  if (before.grantable && !want.grantable) {
    const holders = await grantedOn(tx, aim);
    if (holders.length > 0)
      throw new Fault(
        'target_failed',
        `\`${aim.role}\` has passed ${aim.privilege} on to ${list(holders)}; these grants depend on its own.`,
        { next: 'Propose revoking those first; nothing is ever removed by CASCADE.' },
      );
  }
}

function stillThere(aim: GrantAim, direct: readonly DirectGrant[], want: GrantState): Fault {
  const what = want.held
    ? `the target did not give ${aim.privilege} to \`${aim.role}\` as asked`
    : `\`${aim.role}\` still holds ${aim.privilege}, granted by ${list(direct.map((grant) => grant.grantor))}`;
  return new Fault('target_failed', `The re-read shows that ${what}; nothing was changed.`, {
    next: 'A grant is given and taken back by the owner of the object or the role that gave it: check the write credential.',
  });
}

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
