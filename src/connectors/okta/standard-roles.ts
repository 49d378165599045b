import { organizationKey } from './keys.ts';

/** One of Okta's own admin roles: what it permits, in the words of permissions, as far as Okta documents it in such words. */
export interface StandardRole {
  readonly name: string;
  readonly permits: readonly string[];
  readonly limitedTo?: 'groups' | 'apps';
  readonly conditions?: readonly string[];
}

/** Only a super administrator may manage administrators. */
const notAdministrators = ['not over users who are administrators themselves'];
/** Nor may anybody else change who is in a group that holds an admin role. */
const notTheirGroups = ['not over groups that hold admin roles'];

export const standardRoles: ReadonlyMap<string, StandardRole> = new Map<string, StandardRole>([
  ['SUPER_ADMIN', { name: 'Super administrator', permits: ['*'] }],
  [
    'ORG_ADMIN',
    {
      name: 'Organization administrator',
      permits: ['okta.users.manage', 'okta.groups.manage', 'okta.policies.manage', 'okta.orgs.manage'],
      conditions: notAdministrators,
    },
  ],
  ['APP_ADMIN', { name: 'Application administrator', permits: ['okta.apps.manage'], limitedTo: 'apps' }],
  [
    'USER_ADMIN',
    {
      name: 'Group administrator',
      permits: ['okta.users.manage', 'okta.groups.manage'],
      limitedTo: 'groups',
      conditions: notAdministrators,
    },
  ],
  [
    'HELP_DESK_ADMIN',
    {
      name: 'Help desk administrator',
      permits: ['okta.users.credentials.manage', 'okta.users.read'],
      limitedTo: 'groups',
      conditions: notAdministrators,
    },
  ],
  [
    'GROUP_MEMBERSHIP_ADMIN',
    {
      name: 'Group membership administrator',
      permits: ['okta.groups.members.manage', 'okta.groups.read'],
      limitedTo: 'groups',
      conditions: notTheirGroups,
    },
  ],
  [
    'API_ACCESS_MANAGEMENT_ADMIN',
    { name: 'API access management administrator', permits: ['okta.authorizationServers.manage'] },
  ],
  [
    'READ_ONLY_ADMIN',
    { name: 'Read-only administrator', permits: ['okta.users.read', 'okta.groups.read', 'okta.apps.read'] },
  ],
  ['REPORT_ADMIN', { name: 'Report administrator', permits: ['okta.logs.read'] }],
]);

/** A role that Okta adds and this list does not know: held, as a right by its own name. */
export const unknownRole = (type: string, label: string | undefined): StandardRole => ({
  name: label ?? type,
  permits: [`role:${type}`],
});

/** Where everything lies that `*` is on. */
export const everything = '*';
export const wholeOf = (permit: string, everywhere: string): string =>
  permit === '*' ? everything : permit.startsWith('role:') ? organizationKey : everywhere;
