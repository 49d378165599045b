import { Fault } from '../../../model/failure.ts';
import { parseRoleKey } from '../keys.ts';
import type { TargetTransaction } from './target.ts';

/** A role as the catalog has it, with what tells whether dropping it could be undone exactly. */
export interface CatalogRole {
  readonly oid: string;
  readonly login: boolean;
  /** ISO 8601 in UTC, with milliseconds (microseconds where there are any); `infinity` as it is; null: no end. */
  readonly validUntil: string | null;
  readonly comment: string | null;
  /** Powers, limits or inheritance other than a new role's. */
  readonly special: boolean;
  /** Memberships either way, apart from the one that PostgreSQL gives to the role's creator. */
  readonly memberships: number;
  readonly settings: number;
}

export function accountName(key: string): string {
  const name = parseRoleKey(key);
  if (name === undefined || name === 'public')
    throw new Fault('input_invalid', `\`${key}\` does not name a role of PostgreSQL.`);
  return name;
}

export async function roleNamed(tx: TargetTransaction, name: string): Promise<CatalogRole | undefined> {
  const [row] = await tx.query<CatalogRole>(
    `select r.oid::text as oid, r.rolcanlogin as login,
       case when r.rolvaliduntil is null then null
            when not isfinite(r.rolvaliduntil) then r.rolvaliduntil::text
            else regexp_replace(to_char(r.rolvaliduntil at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '000$', '') || 'Z'
       end as "validUntil",
       shobj_description(r.oid, 'pg_authid') as comment,
       r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolreplication or r.rolbypassrls
         or not r.rolinherit or r.rolconnlimit <> -1 as special,
       (select count(*)::int from pg_auth_members m join pg_roles me on me.rolname = current_user
        where r.oid in (m.roleid, m.member) and not (m.roleid = r.oid and m.member = me.oid)) as memberships,
       (select count(*)::int from pg_db_role_setting s where s.setrole = r.oid) as settings
     from pg_roles r where r.rolname = $1`,
    [name],
  );
  return row;
}
