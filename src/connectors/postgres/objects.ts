import { z } from 'zod';
import type { Observation } from '../../model/index.ts';
import {
  entitlementKey,
  grantKey,
  privilegesOn,
  publicRoleKey,
  roleKey,
  thingKey,
  type PostgresObject,
  type PostgresPrivilege,
} from './keys.ts';
import type { WithoutUsage } from './schema-usage.ts';
import type { CatalogSession } from './session.ts';

/** `[grantee oid, privilege, grantable]`; oid 0 is PUBLIC. */
export const aclItem = z.tuple([z.number(), z.string(), z.boolean()]);
const objectRow = z.object({
  schema: z.string().nullable(),
  name: z.string(),
  column: z.string().nullable(),
  kind: z.string(),
  owner: z.number(),
  acl: z.array(aclItem).nullable(),
});
type ObjectRow = z.infer<typeof objectRow>;

/** What the catalog holds and this reader could not place; told as gaps. */
export interface Unplaced {
  readonly privileges: Set<string>;
  grantsToNobody: number;
}

export interface Names {
  readonly database: string;
  readonly roleOf: (oid: number) => string | undefined;
  readonly unplaced: Unplaced;
}

/** An ACL as JSON, one item a grantee and privilege whoever granted it; a null ACL is what PostgreSQL takes it for. */
export const aclJson = (acl: string, type: 'd' | 'n' | 'r' | 's' | 'f' | null, owner: string): string => `
  (select json_agg(json_build_array(x.grantee::int8, x.privilege_type, x.grantable) order by x.grantee, x.privilege_type)
     from (select a.grantee, a.privilege_type, bool_or(a.is_grantable) as grantable
             from aclexplode(${type === null ? acl : `coalesce(${acl}, acldefault('${type}', ${owner}))`}) a
            group by 1, 2) x)`;

export const ownSchemas = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** A function's name with the types of its arguments, as the catalog writes them. */
export const signature = `p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'`;

const questions: readonly string[] = [
  `select null as schema, d.datname as name, null as column, 'database' as kind,
          d.datdba::int8::float8 as owner, ${aclJson('d.datacl', 'd', 'd.datdba')} as acl
     from pg_database d where not d.datistemplate order by d.datname collate "C"`,
  `select null as schema, n.nspname as name, null as column, 'schema' as kind,
          n.nspowner::int8::float8 as owner, ${aclJson('n.nspacl', 'n', 'n.nspowner')} as acl
     from pg_namespace n where ${ownSchemas} order by n.nspname collate "C"`,
  `select n.nspname as schema, c.relname as name, null as column,
          case when c.relispartition then 'partition' else case c.relkind
            when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
            when 'm' then 'materialized view' else 'foreign table' end end as kind,
          c.relowner::int8::float8 as owner, ${aclJson('c.relacl', 'r', 'c.relowner')} as acl
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ownSchemas}
    order by n.nspname collate "C", c.relname collate "C"`,
  `select n.nspname as schema, c.relname as name, null as column, 'sequence' as kind,
          c.relowner::int8::float8 as owner, ${aclJson('c.relacl', 's', 'c.relowner')} as acl
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and ${ownSchemas} order by n.nspname collate "C", c.relname collate "C"`,
  `select n.nspname as schema, c.relname as name, a.attname as column, 'column' as kind,
          c.relowner::int8::float8 as owner, ${aclJson('a.attacl', null, '')} as acl
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.attacl is not null and not a.attisdropped and a.attnum > 0
      and c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ownSchemas}
    order by n.nspname collate "C", c.relname collate "C", a.attname collate "C"`,
  // one by one where somebody granted or revoked anything, or it runs as its owner
  `select n.nspname as schema, ${signature} as name, null as column,
          case when p.prosecdef then 'security definer ' else '' end
            || case p.prokind when 'p' then 'procedure' else 'function' end as kind,
          p.proowner::int8::float8 as owner, ${aclJson('p.proacl', 'f', 'p.proowner')} as acl
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where (p.proacl is not null or p.prosecdef) and ${ownSchemas}
    order by n.nspname collate "C", p.oid`,
  // the others as they were made: all of one owner in one schema are alike, PUBLIC may EXECUTE them
  `select n.nspname as schema, r.rolname as name, null as column, 'functions' as kind,
          p.proowner::int8::float8 as owner, ${aclJson('null::aclitem[]', 'f', 'p.proowner')} as acl
     from (select distinct pronamespace, proowner from pg_proc where proacl is null and not prosecdef) p
     join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
    where ${ownSchemas} order by n.nspname collate "C", r.rolname collate "C"`,
];

/** Databases of the cluster; schemas, tables, sequences and columns with own privileges of the one connected to. */
export async function* readObjects(
  session: CatalogSession,
  names: Names & { readonly withoutUsage: WithoutUsage },
): AsyncIterable<readonly Observation[]> {
  for (const sql of questions)
    for await (const rows of session.batches(objectRow, sql))
      yield rows.flatMap((row) => observeObject(row, names));
}

function observeObject(
  row: ObjectRow,
  names: Names & { readonly withoutUsage: WithoutUsage },
): readonly Observation[] {
  const on = objectOf(row, names.database);
  const key = thingKey(on);
  const parent = parentOf(on);
  const observations: Observation[] = [
    {
      type: 'resource',
      key,
      name: on.kind === 'functions' ? `functions of ${row.name} in ${on.schema}` : (row.column ?? row.name),
      kind: row.kind,
      ...(parent === undefined ? {} : { parentKey: thingKey(parent) }),
    },
  ];
  const held = new Set<PostgresPrivilege>();
  const hold = (grantee: number, privilege: PostgresPrivilege, grantable: boolean): void => {
    const role = grantee === 0 ? undefined : names.roleOf(grantee);
    if (grantee !== 0 && role === undefined) {
      names.unplaced.grantsToNobody++;
      return;
    }
    const without = names.withoutUsage.holderFor(row.schema ?? undefined, grantee);
    // who owns a thing owns it all the same, and cannot get at it
    const subjectKey =
      (privilege === 'OWNER' ? undefined : without) ?? (role === undefined ? publicRoleKey : roleKey(role));
    const entitlement = entitlementKey(on, privilege);
    if (!held.has(privilege)) {
      held.add(privilege);
      observations.push({
        type: 'entitlement',
        key: entitlement,
        resourceKey: key,
        action: privilege,
        resourcePattern: key,
        ...(privilege === 'OWNER' ? { privileged: true } : {}),
      });
    }
    observations.push({
      type: 'grant',
      key: grantKey(subjectKey, entitlement),
      subjectKey,
      entitlementKey: entitlement,
      effect: 'allow',
      grantable,
      ...(privilege === 'OWNER' && without !== undefined
        ? { conditions: [`USAGE on the schema ${row.schema ?? ''}, which its owner has not`] }
        : {}),
    });
  };
  if (on.kind !== 'column' && on.kind !== 'functions') hold(row.owner, 'OWNER', true);
  for (const [grantee, name, grantable] of row.acl ?? []) {
    const privilege = privilegesOn[on.kind].find((known) => known === name);
    if (privilege === undefined) names.unplaced.privileges.add(`${name} on ${on.kind}`);
    else hold(grantee, privilege, grantable);
  }
  return observations;
}

function objectOf(row: ObjectRow, database: string): PostgresObject {
  if (row.kind === 'database') return { kind: 'database', database: row.name };
  if (row.schema === null) return { kind: 'schema', database, schema: row.name };
  if (row.column !== null)
    return { kind: 'column', database, schema: row.schema, table: row.name, column: row.column };
  if (row.kind === 'functions') return { kind: 'functions', database, schema: row.schema, owner: row.name };
  if (/(?:function|procedure)$/.test(row.kind))
    return { kind: 'function', database, schema: row.schema, signature: row.name };
  const kind = row.kind === 'sequence' ? 'sequence' : 'table';
  return { kind, database, schema: row.schema, name: row.name };
}

function parentOf(on: PostgresObject): PostgresObject | undefined {
  if (on.kind === 'database') return undefined;
  if (on.kind === 'schema') return { kind: 'database', database: on.database };
  const { database, schema } = on;
  if (schema === undefined) return { kind: 'database', database };
  return on.kind === 'column'
    ? { kind: 'table', database, schema, name: on.table }
    : { kind: 'schema', database, schema };
}
