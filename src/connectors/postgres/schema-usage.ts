import { z } from 'zod';
import type { Observation } from '../../model/index.ts';
import { membershipKey, publicRoleKey, roleKey, usageKey } from './keys.ts';
import { ownSchemas, type Names } from './objects.ts';
import type { CatalogSession } from './session.ts';

const row = z.object({
  schema: z.string(),
  /** 0 is PUBLIC. */
  grantee: z.number(),
  members: z.array(z.number()).nullable(),
});

/**
 * Whose privileges on things in a schema come to nothing for lack of USAGE on it, as the server itself says, and who has both all
 * the same: roles that inherit from the grantee and have USAGE from elsewhere; of PUBLIC, whoever is granted USAGE.
 */
const question = `
  with granted as (
    select c.relnamespace as nsp, x.grantee
      from pg_class c, aclexplode(coalesce(c.relacl,
             acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner))) x
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union select c.relnamespace, x.grantee
      from pg_attribute a join pg_class c on c.oid = a.attrelid, aclexplode(a.attacl) x
     where a.attacl is not null and not a.attisdropped
    union select p.pronamespace, x.grantee
      from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x),
  uses as (
    select n.oid as nsp, x.grantee
      from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) x
     where x.privilege_type = 'USAGE')
  select n.nspname as schema, g.grantee::int8::float8 as grantee,
         case when g.grantee = 0
           then (select json_agg(r.oid::int8) from pg_roles r
                  where r.oid in (select u.grantee from uses u where u.nsp = n.oid)
                     or r.rolname in ('pg_read_all_data', 'pg_write_all_data'))
           else (select json_agg(m.oid::int8) from pg_roles m
                  where m.oid <> g.grantee and not m.rolsuper and pg_has_role(m.oid, g.grantee, 'USAGE')
                    and has_schema_privilege(m.oid, n.oid, 'USAGE')) end as members
    from granted g join pg_namespace n on n.oid = g.nsp
   where ${ownSchemas} and (g.grantee = 0 or exists (select from pg_roles r where r.oid = g.grantee))
     and case when g.grantee = 0
           then not exists (select from uses u where u.nsp = n.oid and u.grantee = 0)
           -- a superuser passes on to its members what it is granted, and not that it needs no USAGE
           when (select r.rolsuper from pg_roles r where r.oid = g.grantee)
           then exists (select from pg_auth_members m where m.roleid = g.grantee)
           else not has_schema_privilege(g.grantee, n.oid, 'USAGE') end
   order by n.nspname collate "C", g.grantee`;

/** Grantees without USAGE, by schema. */
export interface WithoutUsage {
  /** What holds, in their place, what they are granted on things in the schema; undefined: they have USAGE. */
  readonly holderFor: (schema: string | undefined, grantee: number) => string | undefined;
}

/** A group for each, which holds what is granted to them, and its members: all who can use that. */
export async function readWithoutUsage(
  session: CatalogSession,
  { database, roleOf }: Names,
  take: (observations: readonly Observation[]) => void,
): Promise<WithoutUsage> {
  const held = new Map<string, string>();
  for await (const rows of session.batches(row, question))
    for (const { schema, grantee, members } of rows) {
      const name = grantee === 0 ? 'public' : roleOf(grantee);
      if (name === undefined) continue;
      const key = usageKey({ kind: 'usage', database, schema, role: name });
      held.set(`${grantee} ${schema}`, key);
      take([
        {
          type: 'group',
          key,
          name: `${name} where USAGE on ${schema} is had too`,
          kind: 'role',
          attributes: {
            of: grantee === 0 ? publicRoleKey : roleKey(name),
            needs: `USAGE on the schema ${schema}`,
          },
        },
        ...(members ?? []).flatMap((oid): readonly Observation[] => {
          const member = roleOf(oid);
          if (member === undefined) return [];
          const memberKey = roleKey(member);
          return [
            {
              type: 'membership',
              key: membershipKey(memberKey, key),
              memberKey,
              groupKey: key,
              via: 'member',
            },
          ];
        }),
      ]);
    }
  return {
    holderFor: (schema, grantee) => (schema === undefined ? undefined : held.get(`${grantee} ${schema}`)),
  };
}
