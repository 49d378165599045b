import canonicalize from 'canonicalize';
import type pg from 'pg';

/** A change as the ledger's proposal has it; only the members that name the thing it touches. */
export type Change = Readonly<Record<string, string>>;

/** Names the one thing at a target that a change touches, whichever way it changes it. */
export const thingOf = (change: Change): string =>
  [
    String(change['type']).split('.')[0],
    change['subjectKey'],
    change['entitlementKey'],
    change['memberKey'],
    change['groupKey'],
    change['accountKey'],
    change['role'],
  ]
    .filter((part) => part !== undefined)
    .join(' ');

const name = (key: string | undefined): string =>
  decodeURIComponent(
    String(key)
      .replace(/^[a-z]+\//, '')
      .replace(/#.*$/, ''),
  );

/** The state of the thing as the catalogs tell it, canonical: the judge's own queries, not the writer's. */
export async function observe(
  change: Change,
  on: { readonly target: pg.Pool; readonly ledger: pg.Pool },
): Promise<string> {
  const one = async (pool: pg.Pool, sql: string, values: readonly string[]): Promise<string> => {
    const { rows } = await pool.query<{ state: object }>(sql, [...values]);
    return canonicalize(rows[0]?.state) ?? 'nothing';
  };
  const [kind = ''] = String(change['type']).split('.');
  switch (kind) {
    case 'grant': {
      const [, schema = '', table = ''] = name(change['entitlementKey']).split('.');
      return one(
        on.target,
        `select json_build_object('held', has_table_privilege($1, c.oid, 'SELECT'),
           'grantable', has_table_privilege($1, c.oid, 'SELECT WITH GRANT OPTION')) as state
         from pg_class c where c.oid = format('%I.%I', $2::text, $3::text)::regclass`,
        [name(change['subjectKey']), schema, table],
      );
    }
    case 'membership':
      return one(
        on.target,
        `select json_build_object('member', pg_has_role($1, $2, 'MEMBER'),
           'admin', pg_has_role($1, $2, 'MEMBER WITH ADMIN OPTION')) as state`,
        [name(change['memberKey']), name(change['groupKey'])],
      );
    case 'account':
      return one(
        on.target,
        `select json_build_object('exists', count(*) > 0, 'enabled', coalesce(bool_or(rolcanlogin), false)) as state
         from pg_roles where rolname = $1`,
        [name(change['accountKey'])],
      );
    case 'owner':
      return one(
        on.ledger,
        `select json_build_object('person', max(person_source || '/' || person_key)) as state
         from estate.assertion where account_key = $1 and role = $2`,
        [String(change['accountKey']), String(change['role'])],
      );
    default:
      return 'a kind of change that the judge does not know';
  }
}
