import type { DatabaseName, RelationName, SchemaName } from '../keys.ts';
import type { TargetTransaction } from './target.ts';

/** What a writer can grant on. Column privileges and ownership are read, not changed. */
export type WritableObject = DatabaseName | SchemaName | RelationName;

/** The role, the privilege and the object of one grant. `public` as role is PUBLIC. */
export interface GrantAim {
  readonly role: string;
  readonly on: WritableObject;
  readonly privilege: string;
}

/** One entry of an object's access list that names the role itself. */
export interface DirectGrant {
  readonly grantor: string;
  readonly grantable: boolean;
}

/** The access list of one object of each kind; an absent list means PostgreSQL's built-in default for that kind. */
const accessList = {
  database: `select coalesce(datacl, acldefault('d', datdba)) as acl from pg_database join given on datname = given.database`,
  schema: `select coalesce(nspacl, acldefault('n', nspowner)) as acl from pg_namespace join given on nspname = given.schema`,
  table: `select coalesce(c.relacl, acldefault('r', c.relowner)) as acl from pg_class c join pg_namespace n on n.oid = c.relnamespace
          join given on n.nspname = given.schema and c.relname = given.name where c.relkind in ('r', 'p', 'v', 'm', 'f')`,
  sequence: `select coalesce(c.relacl, acldefault('s', c.relowner)) as acl from pg_class c join pg_namespace n on n.oid = c.relnamespace
          join given on n.nspname = given.schema and c.relname = given.name where c.relkind = 'S'`,
} as const;

const given = `given as (select $1::text as database, $2::text as schema, $3::text as name, $4::text as role, $5::text as privilege)`;
const grantee = `grantee as (select oid from pg_roles join given on rolname = given.role
   union all select 0::oid from given where given.role = 'public')`;

/**
 * The grants of this privilege on this object to this role itself, by whoever gave them: not through a membership, not
 * by column. An object or role that is not there has none.
 */
export const directGrants = (tx: TargetTransaction, aim: GrantAim): Promise<readonly DirectGrant[]> =>
  tx.query<DirectGrant>(
    `with ${given}, ${grantee}, thing as (${accessList[aim.on.kind]})
     select coalesce(grantor.rolname, 'oid ' || a.grantor) as grantor, a.is_grantable as grantable
     from thing cross join aclexplode(thing.acl) a
     join grantee on grantee.oid = a.grantee join given on given.privilege = a.privilege_type
     left join pg_roles grantor on grantor.oid = a.grantor order by 1`,
    parametersOf(aim),
  );

/** Columns on which the role holds the same privilege apart: revoking it on the table would take these too, unsaid. */
export async function columnGrants(tx: TargetTransaction, aim: GrantAim): Promise<readonly string[]> {
  if (aim.on.kind !== 'table') return [];
  const rows = await tx.query<{ column: string }>(
    `with ${given}, ${grantee}
     select distinct t.attname as column from pg_attribute t join pg_class c on c.oid = t.attrelid
     join pg_namespace n on n.oid = c.relnamespace
     join given on n.nspname = given.schema and c.relname = given.name and $1::text is not null
     cross join aclexplode(t.attacl) a join grantee on grantee.oid = a.grantee
     where a.privilege_type = given.privilege order by 1 limit 20`,
    parametersOf(aim),
  );
  return rows.map((row) => row.column);
}

/** Roles to whom this role, by its grant option, gave the privilege on: what makes a revoke fail without CASCADE. */
export async function grantedOn(tx: TargetTransaction, aim: GrantAim): Promise<readonly string[]> {
  const rows = await tx.query<{ holder: string }>(
    `with ${given}, ${grantee}, thing as (${accessList[aim.on.kind]})
     select distinct coalesce(holder.rolname, case a.grantee when 0 then 'PUBLIC' else 'oid ' || a.grantee end) as holder
     from thing cross join aclexplode(thing.acl) a
     join grantee on grantee.oid = a.grantor and a.grantee <> a.grantor
     join given on given.privilege = a.privilege_type
     left join pg_roles holder on holder.oid = a.grantee order by 1 limit 20`,
    parametersOf(aim),
  );
  return rows.map((row) => row.holder);
}

function parametersOf({ on, role, privilege }: GrantAim): readonly (string | null)[] {
  const schema = on.kind === 'database' ? null : on.schema;
  const name = on.kind === 'table' || on.kind === 'sequence' ? on.name : null;
  return [on.database, schema, name, role, privilege];
}
