import { z } from 'zod';
import type { Observation } from '../../model/index.ts';
import { membershipKey, roleKey } from './keys.ts';
import type { CatalogSession } from './session.ts';

export const membershipRow = z.object({
  member: z.string(),
  granted: z.string(),
  admin: z.boolean(),
  inherit: z.boolean(),
  set: z.boolean(),
  /** The granted role, or one that it is a member of, can do more than those who only inherit from it: said to people. */
  more: z.boolean(),
});
type MembershipRow = z.infer<typeof membershipRow>;

/** From PostgreSQL 16 each membership says whether it is inherited and may be set; before, the member's INHERIT says it. */
export async function* readMemberships(
  session: CatalogSession,
  can: { readonly inheritOptions: boolean },
): AsyncIterable<readonly Observation[]> {
  const inherit = can.inheritOptions ? 'bool_or(m.inherit_option)' : 'bool_or(u.rolinherit)';
  const set = can.inheritOptions ? 'bool_or(m.set_option)' : 'true';
  // superuser is never inherited, and SET ROLE needs the SET option on every step from the one who signed in
  const more = can.inheritOptions
    ? `with recursive more(oid) as (
         select r.oid from pg_roles r where r.rolsuper
         union select m.member from pg_auth_members m where m.set_option and not m.inherit_option
         union select m.member from pg_auth_members m join more x on x.oid = m.roleid)`
    : 'with more(oid) as (select null::oid where false)';
  const sql = `
    ${more}
    select u.rolname as member, g.rolname as granted, bool_or(m.admin_option) as admin,
           ${inherit} as inherit, ${set} as set, g.oid in (select x.oid from more x) as more
      from pg_auth_members m join pg_roles u on u.oid = m.member join pg_roles g on g.oid = m.roleid
     group by u.rolname, g.rolname, g.oid order by u.rolname collate "C", g.rolname collate "C"`;
  // without any option a membership passes nothing on and cannot be made to
  for await (const rows of session.batches(membershipRow, sql))
    yield rows.filter(({ inherit, set, admin }) => inherit || set || admin).map(observe);
}

/** Several grantors of one membership are one observation: it holds if any of them gave it. */
function observe(row: MembershipRow): Observation {
  const memberKey = roleKey(row.member);
  const groupKey = roleKey(row.granted);
  return {
    type: 'membership',
    key: membershipKey(memberKey, groupKey),
    memberKey,
    groupKey,
    via: row.inherit ? (row.set ? 'member' : 'inherit') : 'set_role',
    admin: row.admin,
    ...conditionsOf(row),
  };
}

function conditionsOf({ inherit, set, more }: MembershipRow): { readonly conditions?: readonly string[] } {
  if (!inherit && !set)
    return {
      conditions: ['neither INHERIT nor SET: it must first grant itself one of them with its ADMIN OPTION'],
    };
  if (set || !more) return {};
  return {
    conditions: [
      'INHERIT without SET: what the role can do only as itself, or by SET ROLE, is not passed on',
    ],
  };
}
