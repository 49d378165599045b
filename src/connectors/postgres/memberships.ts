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
});
type MembershipRow = z.infer<typeof membershipRow>;

/** From PostgreSQL 16 each membership says whether it is inherited and may be set; before, the member's INHERIT says it. */
export async function* readMemberships(
  session: CatalogSession,
  can: { readonly inheritOptions: boolean },
): AsyncIterable<readonly Observation[]> {
  const inherit = can.inheritOptions ? 'bool_or(m.inherit_option)' : 'bool_or(u.rolinherit)';
  const set = can.inheritOptions ? 'bool_or(m.set_option)' : 'true';
  const sql = `
    select u.rolname as member, g.rolname as granted, bool_or(m.admin_option) as admin,
           ${inherit} as inherit, ${set} as set
      from pg_auth_members m join pg_roles u on u.oid = m.member join pg_roles g on g.oid = m.roleid
     group by u.rolname, g.rolname order by u.rolname collate "C", g.rolname collate "C"`;
  for await (const rows of session.batches(membershipRow, sql)) yield rows.map(observe);
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
    via: row.inherit ? 'member' : 'set_role',
    admin: row.admin,
    ...(row.inherit || row.set
      ? {}
      : {
          conditions: [
            'neither INHERIT nor SET: it must first grant itself one of them with its ADMIN OPTION',
          ],
        }),
  };
}
