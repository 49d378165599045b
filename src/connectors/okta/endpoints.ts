import type { Endpoint } from '../kit/rest/endpoint.ts';
import {
  adminRole,
  apiService,
  apiToken,
  app,
  appGroup,
  appTarget,
  appUser,
  assignee,
  clientKeys,
  clientSecret,
  group,
  groupRule,
  groupTarget,
  member,
  oktaServiceAccount,
  organization,
  permission,
  resourceOfSet,
  resourceSet,
  roleAssignment,
  scopeGrant,
  serviceAccount,
  user,
} from './shapes.ts';

const list = <T>(given: Omit<Endpoint<T>, 'answer'> & Partial<Pick<Endpoint<T>, 'answer'>>): Endpoint<T> => ({
  answer: 'list',
  ...given,
});

/** Who can hold a role: how its path begins, and what of it is not known. */
const holders = {
  user: { path: 'api/v1/users/{user}', what: 'users' },
  group: { path: 'api/v1/groups/{group}', what: 'groups' },
  client: { path: 'oauth2/v1/clients/{client}', what: 'OAuth clients' },
} as const;
export type HolderKind = keyof typeof holders;

const rolesOf = (kind: HolderKind) => {
  const { path, what } = holders[kind];
  const permission = 'okta.roles.read';
  return {
    assignments: list({
      id: `${kind}-roles`,
      path: `${path}/roles`,
      item: roleAssignment,
      what: `admin roles of ${what}`,
      permission,
    }),
    groups: list({
      id: `${kind}-role-groups`,
      path: `${path}/roles/{assignment}/targets/groups`,
      item: groupTarget,
      what: `to which groups admin roles of ${what} are limited`,
      permission,
    }),
    apps: list({
      id: `${kind}-role-apps`,
      path: `${path}/roles/{assignment}/targets/catalog/apps`,
      item: appTarget,
      what: `to which apps admin roles of ${what} are limited`,
      permission,
    }),
  };
};
export const holderRoles: Readonly<Record<HolderKind, ReturnType<typeof rolesOf>>> = {
  user: rolesOf('user'),
  group: rolesOf('group'),
  client: rolesOf('client'),
};

/** Each question of Okta's management API that is asked, with the scope that it needs. All are GET. */
export const endpoints = {
  organization: list({
    id: 'org',
    path: 'api/v1/org',
    answer: 'one',
    item: organization,
    what: 'the organisation’s name',
    permission: 'okta.orgs.read',
  }),
  users: list({
    id: 'users',
    path: 'api/v1/users',
    item: user,
    what: 'users',
    permission: 'okta.users.read',
  }),
  deactivated: list({
    id: 'deactivated-users',
    path: 'api/v1/users',
    query: { filter: 'status eq "DEPROVISIONED"' },
    queryName: 'deactivated',
    item: user,
    what: 'users who were deactivated (Okta lists them apart)',
    permission: 'okta.users.read',
  }),
  groups: list({
    id: 'groups',
    path: 'api/v1/groups',
    item: group,
    what: 'groups',
    permission: 'okta.groups.read',
  }),
  groupUsers: list({
    id: 'group-users',
    path: 'api/v1/groups/{group}/users',
    item: member,
    what: 'members of groups',
    permission: 'okta.groups.read',
  }),
  groupRules: list({
    id: 'group-rules',
    path: 'api/v1/groups/rules',
    item: groupRule,
    what: 'rules that put people into groups',
    permission: 'okta.groups.read',
  }),
  apps: list({ id: 'apps', path: 'api/v1/apps', item: app, what: 'apps', permission: 'okta.apps.read' }),
  appUsers: list({
    id: 'app-users',
    path: 'api/v1/apps/{app}/users',
    item: appUser,
    what: 'who is assigned to apps directly',
    permission: 'okta.apps.read',
  }),
  appGroups: list({
    id: 'app-groups',
    path: 'api/v1/apps/{app}/groups',
    item: appGroup,
    what: 'which groups are assigned to apps',
    permission: 'okta.apps.read',
  }),
  clientSecrets: list({
    id: 'client-secrets',
    path: 'api/v1/apps/{app}/credentials/secrets',
    item: clientSecret,
    what: 'how old the secrets of OAuth clients are',
    permission: 'okta.apps.read',
  }),
  clientKeys: list({
    id: 'client-keys',
    path: 'api/v1/apps/{app}/credentials/jwks',
    answer: 'one',
    item: clientKeys,
    what: 'keys of OAuth clients',
    permission: 'okta.apps.read',
  }),
  scopeGrants: list({
    id: 'app-grants',
    path: 'api/v1/apps/{app}/grants',
    item: scopeGrant,
    what: 'scopes of Okta’s own API that were granted to OAuth clients',
    permission: 'okta.appGrants.read',
  }),
  adminRoles: list({
    id: 'admin-roles',
    path: 'api/v1/iam/roles',
    answer: { member: 'roles' },
    item: adminRole,
    what: 'names of custom admin roles',
    permission: 'okta.roles.read',
  }),
  permissions: list({
    id: 'admin-role-permissions',
    path: 'api/v1/iam/roles/{role}/permissions',
    answer: { member: 'permissions' },
    item: permission,
    what: 'what custom admin roles permit',
    permission: 'okta.roles.read',
  }),
  resourceSets: list({
    id: 'resource-sets',
    path: 'api/v1/iam/resource-sets',
    answer: { member: 'resource-sets' },
    item: resourceSet,
    what: 'names of resource sets',
    permission: 'okta.roles.read',
  }),
  resources: list({
    id: 'resource-set-resources',
    path: 'api/v1/iam/resource-sets/{set}/resources',
    answer: { member: 'resources' },
    item: resourceOfSet,
    what: 'what lies in resource sets',
    permission: 'okta.roles.read',
  }),
  assignees: list({
    id: 'role-assignees',
    path: 'api/v1/iam/assignees/users',
    answer: { member: 'value' },
    item: assignee,
    what: 'which users hold admin roles',
    permission: 'okta.roles.read',
  }),
  apiTokens: list({
    id: 'api-tokens',
    path: 'api/v1/api-tokens',
    item: apiToken,
    what: 'API tokens',
    permission: 'okta.apiTokens.read',
  }),
  serviceAccounts: list({
    id: 'service-accounts',
    path: 'privileged-access/api/v1/service-accounts',
    item: serviceAccount,
    what: 'service accounts in apps that Okta manages (Okta Privileged Access)',
    permission: 'okta.serviceAccounts.read',
  }),
  oktaServiceAccounts: list({
    id: 'okta-service-accounts',
    path: 'privileged-access/api/v1/okta-service-accounts',
    item: oktaServiceAccount,
    what: 'which users are service accounts (Okta Privileged Access)',
    permission: 'okta.serviceAccounts.okta.read',
  }),
  apiServices: list({
    id: 'api-services',
    path: 'integrations/api/v1/api-services',
    item: apiService,
    what: 'API service integrations and their scopes',
    permission: 'okta.oauthIntegrations.read',
  }),
  apiServiceSecrets: list({
    id: 'api-service-secrets',
    path: 'integrations/api/v1/api-services/{service}/credentials/secrets',
    item: clientSecret,
    what: 'how old the secrets of API service integrations are',
    permission: 'okta.oauthIntegrations.read',
  }),
} as const;

/** Scopes that an OAuth service app is granted to read everything. */
export const scopes: readonly string[] = [
  ...new Set(Object.values(endpoints).map(({ permission }) => permission)),
].toSorted();
