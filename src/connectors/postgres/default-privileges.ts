import { z } from 'zod';
import type { Observation } from '../../model/index.ts';
import {
  entitlementKey,
  grantKey,
  privilegesOn,
  publicRoleKey,
  roleKey,
  thingKey,
  type DefaultsName,
} from './keys.ts';
import { aclItem, aclJson, type Names } from './objects.ts';
import type { CatalogSession } from './session.ts';

const defaultsRow = z.object({
  schema: z.string().nullable(),
  role: z.number(),
  roleName: z.string(),
  objects: z.string(),
  acl: z.array(aclItem).nullable(),
});

/** What ALTER DEFAULT PRIVILEGES set: who will hold what on things that a role makes later. They say nothing of what is there. */
export async function* readDefaultPrivileges(
  session: CatalogSession,
  names: Names,
): AsyncIterable<readonly Observation[]> {
  const rows = session.batches(
    defaultsRow,
    `select n.nspname as schema, d.defaclrole::int8::float8 as role, r.rolname as "roleName",
            case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
              when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end as objects,
            ${aclJson('d.defaclacl', null, '')} as acl
       from pg_default_acl d join pg_roles r on r.oid = d.defaclrole
       left join pg_namespace n on n.oid = d.defaclnamespace
      where d.defaclnamespace = 0 or n.oid is not null
      order by n.nspname collate "C" nulls first, r.rolname collate "C", d.defaclobjtype`,
  );
  for await (const batch of rows) yield batch.flatMap((row) => observeDefaults(row, names));
}

function observeDefaults(row: z.infer<typeof defaultsRow>, names: Names): readonly Observation[] {
  const { database } = names;
  const on: DefaultsName = {
    kind: 'defaults',
    database,
    ...(row.schema === null ? {} : { schema: row.schema }),
    role: row.roleName,
    objects: row.objects,
  };
  const key = thingKey(on);
  const later = `${row.objects} that ${row.roleName} makes later${row.schema === null ? '' : ` in ${row.schema}`}`;
  const out: Observation[] = [];
  const told = new Set<string>();
  for (const [grantee, name, grantable] of row.acl ?? []) {
    // what a role makes is its own whatever the defaults are
    if (grantee === row.role) continue;
    const role = grantee === 0 ? undefined : names.roleOf(grantee);
    const privilege = privilegesOn.defaults.find((known) => known === name);
    if (privilege === undefined) names.unplaced.privileges.add(`${name} by default on ${row.objects}`);
    else if (grantee !== 0 && role === undefined) names.unplaced.grantsToNobody++;
    else {
      const entitlement = entitlementKey(on, privilege);
      const subjectKey = role === undefined ? publicRoleKey : roleKey(role);
      if (!told.has(entitlement)) {
        told.add(entitlement);
        out.push({
          type: 'entitlement',
          key: entitlement,
          resourceKey: key,
          action: privilege,
          resourcePattern: key,
        });
      }
      out.push({
        type: 'grant',
        key: grantKey(subjectKey, entitlement),
        subjectKey,
        entitlementKey: entitlement,
        effect: 'allow',
        grantable,
        conditions: [`on ${later}: not on what is there`],
      });
    }
  }
  if (out.length === 0) return [];
  const parentKey =
    row.schema === null
      ? thingKey({ kind: 'database', database })
      : thingKey({ kind: 'schema', database, schema: row.schema });
  return [{ type: 'resource', key, name: later, kind: 'default privileges', parentKey }, ...out];
}
