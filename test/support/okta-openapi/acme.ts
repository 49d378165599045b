import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memberOf } from '../../../src/connectors/kit/rest/requester.ts';
import { isDescription, type Description } from '../described-api.ts';

let read: Description | undefined;
/**
 * Part of Okta's published description of its management API (`api.json`, Apache-2.0): the paths that the connector asks, their
 * schemas and Okta's own examples, from okta/okta-management-openapi-spec, release 2026.06.3; words for people are left out.
 * Where its own examples contradict it, the examples hold: the pattern of durations, conditions of permissions, members that are
 * only written; `oneOf` with a discriminator is `anyOf`.
 */
export function description(): Description {
  return (read ??= readDescription());
}

function readDescription(): Description {
  const value: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'api.json'), 'utf8'));
  if (!isDescription(value)) throw new TypeError('api.json is no description of an API');
  return value;
}

type Body = Readonly<Record<string, unknown>>;
const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Okta's own example of an answer; of a list, its first item or another. */
export function example(path: string, name: string, { item = 0, member = '' } = {}): Body {
  const content: unknown = memberOf(
    memberOf(description().paths[path], 'get.responses.200.content'),
    'application/json',
  );
  const given = memberOf(memberOf(content, 'examples'), name);
  const ref = memberOf(given, '$ref');
  const example =
    typeof ref === 'string' ? memberOf(description(), ref.slice(2).replaceAll('/', '.')) : given;
  const value: unknown = memberOf(example, 'value');
  const list: unknown = member === '' ? value : memberOf(value, member);
  const found: unknown = Array.isArray(list) ? list[item] : list;
  if (!isBody(found)) throw new TypeError(`there is no example ${name} of ${path}`);
  return found;
}

const users = '/api/v1/users';
/** Okta's ids have twenty characters, which its description minds here. */
export const svc = '00u-svc-000000000000';
const userOf = (id: string, login: string, more: Body = {}, profile: Body = {}): Body => ({
  ...example(users, 'ListUsers'),
  id,
  status: 'ACTIVE',
  lastLogin: '2026-05-01T08:00:00.000Z',
  passwordChanged: '2025-01-02T03:04:05.000Z',
  credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
  ...more,
  profile: { firstName: 'A', lastName: 'B', login, email: login, ...profile },
});
const groupOf = (id: string, name: string, type = 'OKTA_GROUP'): Body => ({
  ...example('/api/v1/groups', 'ListGroupsExample'),
  id,
  type,
  profile: { name, description: '' },
});
const standard = (id: string, type: string, assignmentType = 'USER'): Body => ({
  id,
  label: type,
  type,
  status: 'ACTIVE',
  created: '2019-02-06T16:17:40.000Z',
  lastUpdated: '2019-02-06T16:17:40.000Z',
  assignmentType,
});
const custom = (id: string, role: string, set: string): Body => ({
  ...standard(id, 'CUSTOM'),
  role,
  'resource-set': set,
});
const appOf = (id: string, label: string, more: Body = {}): Body => ({
  id,
  name: 'bookmark',
  label,
  status: 'ACTIVE',
  created: '2024-01-01T00:00:00.000Z',
  signOnMode: 'BOOKMARK',
  ...more,
});
export const clientOf = (id: string, label: string, grantTypes: readonly string[], method: string): Body =>
  appOf(id, label, {
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: {
      oauthClient: { client_id: id, token_endpoint_auth_method: method, client_secret: `${secret}x` },
    },
    settings: { oauthClient: { grant_types: grantTypes, application_type: 'service' } },
  });
const grantOf = (id: string, scopeId: string): Body => ({
  ...example('/api/v1/apps/{appId}/grants', 'ListAppGrantsExample'),
  id,
  scopeId,
});
const secretOf = (id: string, more: Body = {}): Body => ({
  ...example('/api/v1/apps/{appId}/credentials/secrets', 'OAuthClientSecretListResponseExample'),
  id,
  client_secret: secret,
  secret_hash: `hash-${secret}`,
  ...more,
});
const resourceOf = (id: string, orn: string): Body => ({
  ...example('/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources', 'Example Response', {
    member: 'resources',
  }),
  id,
  orn,
});

/** A secret as Okta shows it, which nothing may keep. */
export const secret = 'canary-client-secret-000000000000';

/** What Okta answers about a small organisation, by path (with its query, as an export's file has it). */
export function acme(): Map<string, unknown> {
  const org = 'orn:okta:directory:00o1';
  return new Map<string, unknown>([
    ['/api/v1/org', { companyName: 'Acme', subdomain: 'acme', id: '00o1' }],
    [
      users,
      [
        userOf(
          '00u-ada',
          'ada@acme.example',
          {},
          { employeeNumber: 'E1', department: 'IT', managerId: 'E9' },
        ),
        userOf('00u-grace', 'grace@acme.example', { status: 'LOCKED_OUT', lastLogin: null }),
        userOf('00u-linus', 'linus@acme.example', { status: 'PASSWORD_EXPIRED', passwordChanged: null }),
        userOf(svc, 'svc-sync@acme.example'),
      ],
    ],
    [`${users}.deactivated`, [userOf('00u-gone', 'gone@acme.example', { status: 'DEPROVISIONED' })]],
    [
      '/api/v1/groups',
      [
        groupOf('00g-every', 'Everyone', 'BUILT_IN'),
        groupOf('00g-eng', 'Engineering'),
        groupOf('00g-ops', 'Operators', 'APP_GROUP'),
      ],
    ],
    [
      '/api/v1/groups/rules',
      [
        {
          ...example('/api/v1/groups/rules', 'ListGroupRulesExample'),
          status: 'ACTIVE',
          name: 'engineers',
          conditions: {
            expression: { value: 'user.department=="Engineering"', type: 'urn:okta:expression:1.0' },
          },
          actions: { assignUserToGroups: { groupIds: ['00g-eng'] } },
        },
      ],
    ],
    [
      '/api/v1/groups/00g-every/users',
      ['00u-ada', '00u-grace', '00u-linus', svc].map((id) => userOf(id, `${id}@acme.example`)),
    ],
    ['/api/v1/groups/00g-eng/users', [userOf('00u-linus', 'linus@acme.example')]],
    ['/api/v1/groups/00g-ops/users', [userOf('00u-grace', 'grace@acme.example')]],
    ['/api/v1/groups/00g-every/roles', []],
    ['/api/v1/groups/00g-eng/roles', [standard('gra1', 'HELP_DESK_ADMIN', 'GROUP')]],
    ['/api/v1/groups/00g-eng/roles/gra1/targets/groups', [groupOf('00g-ops', 'Operators')]],
    ['/api/v1/groups/00g-ops/roles', [standard('gra2', 'APP_ADMIN', 'GROUP')]],
    ['/api/v1/groups/00g-ops/roles/gra2/targets/catalog/apps', []],
    [
      '/api/v1/iam/assignees/users',
      { value: ['ada', 'linus', 'grace'].map((name) => ({ id: `00u-${name}` })) },
    ],
    ['/api/v1/users/00u-ada/roles', [standard('ra1', 'SUPER_ADMIN')]],
    [
      '/api/v1/users/00u-linus/roles',
      [
        standard('gra1', 'HELP_DESK_ADMIN', 'GROUP'),
        custom('irb1', 'cr0', 'iam0'),
        standard('ra4', 'ORG_ADMIN'),
      ],
    ],
    ['/api/v1/users/00u-grace/roles', [standard('ra2', 'USER_ADMIN'), standard('ra3', 'APP_ADMIN')]],
    ['/api/v1/users/00u-grace/roles/ra2/targets/groups', [groupOf('00g-eng', 'Engineering')]],
    [
      '/api/v1/users/00u-grace/roles/ra3/targets/catalog/apps',
      [
        { name: 'salesforce', displayName: 'Salesforce' },
        { name: 'wiki', id: '0oa-wiki' },
      ],
    ],
    ['/api/v1/iam/roles', { roles: [{ id: 'cr0', label: 'Desk', description: '' }] }],
    [
      '/api/v1/iam/roles/cr0/permissions',
      {
        permissions: [
          { label: 'okta.users.manage' },
          { label: 'okta.groups.read' },
          { label: 'okta.apps.manage' },
          {
            ...example('/api/v1/iam/roles/{roleIdOrLabel}/permissions', 'Example Response', {
              member: 'permissions',
              item: 1,
            }),
          },
        ],
      },
    ],
    ['/api/v1/iam/resource-sets', { 'resource-sets': [{ id: 'iam0', label: 'Office', description: '' }] }],
    [
      '/api/v1/iam/resource-sets/iam0/resources',
      {
        resources: [
          resourceOf('ire1', `${org}:groups:00g-ops:contained_resources`),
          resourceOf('ire2', `${org}:groups`),
          resourceOf('ire3', 'orn:okta:idp:00o1:apps:oidc_client:0oa-portal'),
        ],
      },
    ],
    [
      '/api/v1/apps',
      [
        appOf('0oa-wiki', 'Wiki'),
        appOf('0oa-old', 'Old CRM', { status: 'INACTIVE', signOnMode: 'SAML_2_0', name: 'crm' }),
        clientOf('0oa-sync', 'HR sync', ['client_credentials'], 'private_key_jwt'),
        clientOf('0oa-robot', 'Robot', ['client_credentials'], 'client_secret_basic'),
        clientOf('0oa-portal', 'Portal', ['authorization_code'], 'client_secret_post'),
        clientOf('0oa-spa', 'Single page', ['authorization_code'], 'none'),
      ],
    ],
    ['/api/v1/apps/0oa-wiki/groups', [{ id: '00g-every' }]],
    [
      '/api/v1/apps/0oa-wiki/users',
      [
        {
          ...example('/api/v1/apps/{appId}/users', 'ListAppUsersExample'),
          id: '00u-ada',
          scope: 'GROUP',
          status: 'ACTIVE',
        },
      ],
    ],
    ['/api/v1/apps/0oa-old/groups', []],
    [
      '/api/v1/apps/0oa-old/users',
      [
        { id: '00u-grace', scope: 'USER', status: 'ACTIVE' },
        { id: '00u-linus', scope: 'USER', status: 'SUSPENDED' },
        { id: '00u-gone', scope: 'USER', status: 'DEPROVISIONED' },
      ],
    ],
    ...['sync', 'robot', 'portal', 'spa'].flatMap((name): [string, unknown][] => [
      [`/api/v1/apps/0oa-${name}/users`, []],
      [`/api/v1/apps/0oa-${name}/groups`, []],
    ]),
    [
      '/api/v1/apps/0oa-sync/grants',
      [grantOf('oag1', 'okta.users.manage'), grantOf('oag2', 'okta.logs.read')],
    ],
    ['/api/v1/apps/0oa-robot/grants', [grantOf('oag3', 'okta.groups.manage')]],
    ['/api/v1/apps/0oa-portal/grants', [grantOf('oag4', 'okta.users.read')]],
    ['/api/v1/apps/0oa-spa/grants', []],
    ['/api/v1/apps/0oa-sync/credentials/secrets', []],
    [
      '/api/v1/apps/0oa-sync/credentials/jwks',
      example('/api/v1/apps/{appId}/credentials/jwks', 'OAuthClientJsonWebKeyListResponseExample'),
    ],
    [
      '/api/v1/apps/0oa-robot/credentials/secrets',
      [secretOf('ocs1'), secretOf('ocs2', { status: 'ACTIVE', created: '2021-04-06T21:32:33.000Z' })],
    ],
    ['/api/v1/apps/0oa-robot/credentials/jwks', { jwks: { keys: [] } }],
    ['/api/v1/apps/0oa-portal/credentials/secrets', [secretOf('ocs3', { status: 'ACTIVE' })]],
    ['/api/v1/apps/0oa-portal/credentials/jwks', { jwks: { keys: [] } }],
    ['/oauth2/v1/clients/0oa-sync/roles', [standard('ra9', 'SUPER_ADMIN', 'CLIENT')]],
    ['/oauth2/v1/clients/0oa-robot/roles', [standard('ra8', 'HELP_DESK_ADMIN', 'CLIENT')]],
    ['/oauth2/v1/clients/0oa-robot/roles/ra8/targets/groups', []],
    ['/oauth2/v1/clients/0oa-portal/roles', []],
    ['/oauth2/v1/clients/0oa-spa/roles', []],
    [
      '/api/v1/api-tokens',
      [
        {
          ...example('/api/v1/api-tokens', 'List Tokens'),
          id: '00T1',
          name: 'terraform',
          userId: '00u-ada',
          created: '2024-01-01T00:00:00.000Z',
          lastUpdated: '2026-05-20T00:00:00.000Z',
          expiresAt: '2026-06-19T00:00:00.000Z',
        },
        {
          id: '00T2',
          name: 'forgotten',
          userId: '00u-left',
          tokenWindow: 'P30D',
          network: { connection: 'ZONE', include: ['nzo-office'] },
          created: '2026-05-01T00:00:00.000Z',
          expiresAt: '2026-05-31T00:00:00.000Z',
        },
      ],
    ],
    [
      '/privileged-access/api/v1/service-accounts',
      [
        {
          ...example('/privileged-access/api/v1/service-accounts', 'ListAppServiceAccounts'),
          ownerUserIds: ['00u-ada'],
          ownerGroupIds: ['00g-ops'],
        },
      ],
    ],
    [
      '/privileged-access/api/v1/okta-service-accounts',
      [
        {
          ...example('/privileged-access/api/v1/okta-service-accounts', 'ListOktaManagedUserAccounts'),
          oktaUserId: svc,
          ownerUserIds: ['00u-linus'],
          ownerGroupIds: [],
        },
      ],
    ],
    [
      '/integrations/api/v1/api-services',
      [
        {
          ...example('/integrations/api/v1/api-services', 'APIServiceIntegrationResponseExample'),
          id: '0oa-siem',
          name: 'SIEM',
          grantedScopes: ['okta.logs.read', 'okta.users.manage'],
        },
      ],
    ],
    [
      '/integrations/api/v1/api-services/0oa-siem/credentials/secrets',
      [secretOf('ocs9', { client_secret: '***nary', status: 'ACTIVE' })],
    ],
  ]);
}
