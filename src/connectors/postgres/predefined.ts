import type { Observation } from '../../model/index.ts';
import { grantKey, membershipKey, roleKey } from './keys.ts';

interface Implied {
  readonly role: string;
  readonly action: string;
  readonly pattern: string;
  readonly privileged?: boolean;
}

/**
 * What PostgreSQL's predefined roles may do without any grant in a catalog (manual, "Predefined Roles"). The patterns are
 * wildcards over keys; no key of a real thing can look like one.
 */
const implied: readonly Implied[] = [
  { role: 'pg_read_all_data', action: 'SELECT', pattern: 'table/*', privileged: true },
  { role: 'pg_read_all_data', action: 'SELECT', pattern: 'sequence/*' },
  { role: 'pg_read_all_data', action: 'USAGE', pattern: 'schema/*' },
  ...['INSERT', 'UPDATE', 'DELETE'].map((action) => ({
    role: 'pg_write_all_data',
    action,
    pattern: 'table/*',
    privileged: true,
  })),
  { role: 'pg_write_all_data', action: 'UPDATE', pattern: 'sequence/*' },
  { role: 'pg_write_all_data', action: 'USAGE', pattern: 'schema/*' },
  { role: 'pg_maintain', action: 'MAINTAIN', pattern: 'table/*' },
  { role: 'pg_read_server_files', action: 'READ SERVER FILES', pattern: 'server', privileged: true },
  { role: 'pg_write_server_files', action: 'WRITE SERVER FILES', pattern: 'server', privileged: true },
  {
    role: 'pg_execute_server_program',
    action: 'EXECUTE SERVER PROGRAM',
    pattern: 'server',
    privileged: true,
  },
];

/** Predefined roles whose whole meaning is in `implied` (or, for the database's owner, in a membership). */
export const evaluatedRoles: ReadonlySet<string> = new Set([
  ...implied.map(({ role }) => role),
  'pg_database_owner',
]);

/** The grants that predefined roles have by being what they are, so that who-can finds them. Superusers have `powers`. */
export function observeImplied(roles: {
  readonly names: ReadonlySet<string>;
  readonly databaseOwner: string | undefined;
}): readonly Observation[] {
  const observations: Observation[] = [];
  const seen = new Set<string>();
  const give = ({ role, action, pattern, privileged = false }: Implied): void => {
    const entitlementKey = `${pattern}#${action}`;
    const subjectKey = roleKey(role);
    if (!seen.has(entitlementKey)) {
      seen.add(entitlementKey);
      observations.push({
        type: 'entitlement',
        key: entitlementKey,
        action,
        resourcePattern: pattern,
        ...(privileged ? { privileged } : {}),
      });
    }
    observations.push({
      type: 'grant',
      key: grantKey(subjectKey, entitlementKey),
      subjectKey,
      entitlementKey,
      effect: 'allow',
    });
  };
  implied.filter(({ role }) => roles.names.has(role)).forEach(give);
  if (roles.databaseOwner !== undefined && roles.names.has('pg_database_owner')) {
    const memberKey = roleKey(roles.databaseOwner);
    const groupKey = roleKey('pg_database_owner');
    observations.push({
      type: 'membership',
      key: membershipKey(memberKey, groupKey),
      memberKey,
      groupKey,
      via: 'member',
    });
  }
  return observations;
}
