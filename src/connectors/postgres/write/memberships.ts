import type { MembershipAdd, MembershipRemove, TargetState } from '../../../model/change.ts';
import { Fault } from '../../../model/failure.ts';
import { parseRoleKey } from '../keys.ts';
import type { Target, TargetTransaction } from './target.ts';

export interface MembershipState {
  readonly member: boolean;
  readonly admin: boolean;
}
export const isMembershipState = (state: TargetState): state is TargetState & MembershipState =>
  typeof state['member'] === 'boolean' && typeof state['admin'] === 'boolean';
type MembershipChange = MembershipAdd | MembershipRemove;

interface Row {
  readonly grantor: string;
  readonly admin: boolean;
  /** False when the membership was given with options that a plain GRANT would not give again (PostgreSQL ≥ 16). */
  readonly plain: boolean;
}

/** Is the member itself granted the group, by anyone? */
export function observeMembership(target: Target, change: MembershipChange): Promise<MembershipState> {
  const names = namesOf(change);
  return target.transaction(target.home, async (tx) => stateOf(await rowsOf(tx, names)));
}

/** Grants or revokes until the membership is exactly `wanted(before)`; commits only when the transaction itself sees that. */
export async function setMembership(
  target: Target,
  change: MembershipChange,
  wanted: (before: MembershipState) => MembershipState,
): Promise<void> {
  const names = namesOf(change);
  await target.transaction(target.home, async (tx) => {
    const rows = await rowsOf(tx, names);
    const before = stateOf(rows);
    const want = wanted(before);
    if (same(before, want)) return;
    if (before.member && !want.member) refuseUnlessPlain(names, rows);
    for (const template of statements(before, want)) await tx.run(template, [names.group, names.member]);
    const after = await rowsOf(tx, names);
    if (!same(stateOf(after), want)) throw stillThere(names, after, want);
  });
}

interface Names {
  readonly member: string;
  readonly group: string;
}

function namesOf(change: MembershipChange): Names {
  const member = parseRoleKey(change.memberKey);
  const group = parseRoleKey(change.groupKey);
  if (member === undefined || group === undefined || member === 'public' || group === 'public')
    throw new Fault(
      'input_invalid',
      `\`${change.memberKey}\` and \`${change.groupKey}\` do not name two roles of PostgreSQL.`,
    );
  return { member, group };
}

const rowsOf = (tx: TargetTransaction, { member, group }: Names): Promise<readonly Row[]> =>
  tx.query<Row>(
    `select coalesce(grantor.rolname, 'oid ' || m.grantor) as grantor, m.admin_option as admin,
            coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
              and coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, mr.rolinherit) = mr.rolinherit as plain
     from pg_auth_members m join pg_roles mr on mr.oid = m.member join pg_roles gr on gr.oid = m.roleid
     left join pg_roles grantor on grantor.oid = m.grantor
     where mr.rolname = $1 and gr.rolname = $2 order by 1`,
    [member, group],
  );

const stateOf = (rows: readonly Row[]): MembershipState => ({
  member: rows.length > 0,
  admin: rows.some((row) => row.admin),
});
const same = (a: MembershipState, b: MembershipState): boolean =>
  a.member === b.member && a.admin === b.admin;

function statements(before: MembershipState, want: MembershipState): readonly string[] {
  if (!want.member) return ['revoke %1$I from %2$I'];
  if (want.admin) return ['grant %1$I to %2$I with admin option'];
  return before.member ? ['revoke admin option for %1$I from %2$I'] : ['grant %1$I to %2$I'];
}

function refuseUnlessPlain({ member, group }: Names, rows: readonly Row[]): void {
  if (rows.every((row) => row.plain)) return;
  throw new Fault(
    'not_reversible',
    `\`${member}\` is in \`${group}\` with INHERIT or SET options of its own, which could not be put back exactly.`,
    { next: 'Change this membership by hand, or give it plain options first.' },
  );
}

function stillThere({ member, group }: Names, rows: readonly Row[], want: MembershipState): Fault {
  const by = rows.map((row) => `\`${row.grantor}\``).join(', ');
  const what = want.member
    ? `\`${member}\` did not become a member of \`${group}\` as asked`
    : `\`${member}\` is still in \`${group}\`, granted by ${by}`;
  return new Fault('target_failed', `The re-read shows that ${what}; nothing was changed.`, {
    next: 'A membership is given and taken back by the role that gave it: check the write credential.',
  });
}
