import { z } from 'zod';
import { ownSchemas, signature } from './objects.ts';
import type { CatalogSession } from './session.ts';

/** What a role has left open for others, as attributes of its account: for rules, which look at accounts. */
export type Openings = ReadonlyMap<number, Readonly<Record<string, string>>>;

/** More than these of one role are counted, not named. */
const most = 50;
/** A group of at least so many accounts is everybody, as far as a default is concerned. */
const wide = 25;

const openingRow = z.object({ role: z.number(), what: z.string(), said: z.string() });

/**
 * `definer …`: a SECURITY DEFINER function of a role with powers that PUBLIC may EXECUTE, whether its search_path is set,
 * and whether PUBLIC has USAGE on its schema, without which only some can call it.
 * `default …`: default privileges that give what a role makes later to PUBLIC or to a wide group; told at the role, or, when
 * that is a group, at the superuser that the cluster was made with.
 */
export async function readOpenings(
  session: CatalogSession,
  isAccount: (oid: number) => boolean,
): Promise<Openings> {
  const definers = await session.rows(
    openingRow,
    `select p.proowner::int8::float8 as role, 'definer ' || n.nspname || '.' || ${signature} as what,
            case when exists (select from unnest(p.proconfig) c where c like 'search_path=%')
                 then 'search_path is set' else 'search_path is not set' end
            || case when exists (select from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) u
                                  where u.grantee = 0 and u.privilege_type = 'USAGE')
                 then '' else '; PUBLIC may not use its schema' end as said
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
      where p.prosecdef and ${ownSchemas}
        and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls)
        and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                     where a.grantee = 0 and a.privilege_type = 'EXECUTE')
      order by n.nspname collate "C", p.oid limit 100000`,
  );
  const defaults = await session.rows(
    openingRow,
    `select d.defaclrole::int8::float8 as role,
            'default on ' || case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'n' then 'schemas'
              else 'large objects' end || ' of ' || r.rolname || coalesce(' in ' || n.nspname, '') || ' to '
              || coalesce(g.rolname, 'PUBLIC') as what,
            string_agg(distinct a.privilege_type, ', ' order by a.privilege_type) as said
       from pg_default_acl d join pg_roles r on r.oid = d.defaclrole
       left join pg_namespace n on n.oid = d.defaclnamespace
       cross join aclexplode(d.defaclacl) a left join pg_roles g on g.oid = a.grantee
      where d.defaclobjtype not in ('f', 'T') and a.grantee <> d.defaclrole
        and (a.grantee = 0 or g.oid is not null and (
              with recursive m as (
                select member from pg_auth_members where roleid = g.oid
                union select i.member from m join pg_auth_members i on i.roleid = m.member)
              select count(*) from m join pg_roles x on x.oid = m.member where x.rolcanlogin) >= ${wide})
      group by d.defaclrole, d.defaclobjtype, r.rolname, n.nspname, g.rolname order by 2 limit 100000`,
  );
  const found = new Map<number, Record<string, string>>();
  const left = new Map<number, number>();
  for (const { role, what, said } of [...definers, ...defaults]) {
    const at = isAccount(role) ? role : bootstrapSuperuser;
    const openings = found.get(at) ?? {};
    found.set(at, openings);
    if (Object.keys(openings).length < most) openings[told(what, openings)] = said;
    else left.set(at, (left.get(at) ?? 0) + 1);
  }
  for (const [at, count] of left) found.set(at, { ...found.get(at), 'openings not named': String(count) });
  return found;
}

/** Attribute names are bounded; two that begin alike stay two. */
function told(what: string, openings: Readonly<Record<string, string>>): string {
  const name = what.slice(0, 240).toWellFormed();
  return name in openings ? `${name}… ${Object.keys(openings).length + 1}` : name;
}

/** Made with the cluster; it cannot be dropped. */
const bootstrapSuperuser = 10;
