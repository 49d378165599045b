import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDescription, type Description } from '../described-api.ts';

let read: Description | undefined;
/**
 * Part of GitHub's published description of its REST API (`api.json`, MIT, see LICENSE): the paths that the connector asks,
 * their schemas and GitHub's own examples, from @octokit/openapi 23.0.2 (Enterprise Cloud).
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

/** GitHub's own example of an answer; of a list, its first item. */
export function example(name: string): Body {
  const found = description().components['examples']?.[name];
  const value: unknown = isBody(found) ? found['value'] : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (!isBody(first)) throw new TypeError(`there is no example ${name}`);
  return first;
}
const member = (body: Body, name: string): Body => {
  const list = body[name];
  const first: unknown = Array.isArray(list) ? list[0] : list;
  if (!isBody(first)) throw new TypeError(`the example has no ${name}`);
  return first;
};

let ids = 1000;
const userOf = (login: string, type = 'User'): Body => ({
  ...example('simple-user-items'),
  login,
  id: ids++,
  type,
});
const teamOf = (slug: string, name: string, parent: Body | null = null): Body => ({
  ...example('team-items'),
  // its description asks for a type, which its own example lacks
  type: 'organization',
  id: ids++,
  slug,
  name,
  parent,
});
const flags = (role: string): Body => {
  const at = ['pull', 'triage', 'push', 'maintain', 'admin'].indexOf(role);
  return Object.fromEntries(
    ['pull', 'triage', 'push', 'maintain', 'admin'].map((name, n) => [name, n <= at]),
  );
};
const repoOf = (name: string, more: Body = {}): Body => ({
  ...example('minimal-repository-items'),
  id: ids++,
  name,
  full_name: `acme/${name}`,
  private: true,
  visibility: 'private',
  ...more,
});
const collaboratorOf = (login: string, role: string, name = role): Body => ({
  ...example('collaborator-items'),
  login,
  id: ids++,
  permissions: flags(role),
  role_name: name,
});
const keyOf = (id: number, title: string, more: Body): Body => ({
  ...example('deploy-key-items'),
  id,
  title,
  key: deployKey,
  ...more,
});
const appOf = (id: number, slug: string, permissions: Body, more: Body = {}): Body => ({
  ...member(example('installation-paginated'), 'installations'),
  id,
  app_slug: slug,
  permissions,
  ...more,
});
const grantOf = (id: number, login: string, more: Body = {}): Body => ({
  ...example('org-pat-grant-paginated'),
  id,
  owner: userOf(login),
  token_name: `token ${id}`,
  ...more,
});
const authorizationOf = (id: number, login: string, more: Body): Body => ({
  ...example('credential-authorization-items'),
  login,
  credential_id: id,
  ...more,
});

export const deployKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFqbKkhM6PPPmYjV1KkHTvRnGMGsBDrTiCDWCrPGuvzL ci@acme';
/** A part of a secret that GitHub shows and that nothing may keep. */
export const lastEight = 'c4n4ry88';

/** What GitHub answers about a small organisation, by path (with its query, as the request has it). */
export function acme(): Map<string, unknown> {
  const user = { ...example('simple-user-items') };
  const people = ['ada', 'grace', 'linus', 'mallory'].map((login) => userOf(login));
  const engineering = teamOf('engineering', 'Engineering');
  const payments = teamOf('payments', 'Payments <team>', { ...engineering, parent: undefined });
  const environment = member(example('environments'), 'environments');
  const selected = { repository_selection: 'selected' };
  return new Map<string, unknown>([
    ['/orgs/acme', { ...example('organization-full'), login: 'acme', default_repository_permission: 'read' }],
    ['/orgs/acme/members', people.slice(0, 3)],
    ['/orgs/acme/members?role=admin', people.slice(0, 1)],
    ['/orgs/acme/members?filter=2fa_disabled', people.slice(2, 3)],
    ['/orgs/acme/outside_collaborators', people.slice(3)],
    ['/orgs/acme/teams', [engineering, payments]],
    ['/orgs/acme/teams/engineering/members', people.slice(1, 3)],
    ['/orgs/acme/teams/payments/members', people.slice(2, 3)],
    [
      '/orgs/acme/teams/engineering/repos',
      [repoOf('web', { permissions: flags('push'), role_name: 'write' })],
    ],
    [
      '/orgs/acme/teams/payments/repos',
      [repoOf('ledger', { permissions: flags('maintain'), role_name: 'release-manager' })],
    ],
    ['/orgs/acme/repos', [repoOf('web', { private: false, visibility: 'public' }), repoOf('ledger')]],
    ['/repos/acme/web/collaborators?affiliation=direct', [collaboratorOf('mallory', 'admin')]],
    ['/repos/acme/ledger/collaborators?affiliation=direct', [collaboratorOf('grace', 'triage')]],
    [
      '/repos/acme/web/keys',
      [
        keyOf(1, 'deployer', { read_only: false, last_used: null }),
        keyOf(2, 'mirror', { read_only: true, key: 'ssh-rsa AAA...' }),
      ],
    ],
    ['/repos/acme/ledger/keys', []],
    [
      '/repos/acme/web/actions/secrets',
      {
        total_count: 1,
        secrets: [{ ...member(example('actions-secret-paginated'), 'secrets'), name: 'NPM_TOKEN' }],
      },
    ],
    ['/repos/acme/ledger/actions/secrets', { total_count: 0, secrets: [] }],
    [
      '/repos/acme/web/environments',
      {
        total_count: 2,
        environments: [
          { ...environment, name: 'production' },
          { ...environment, name: 'preview/*', protection_rules: [], deployment_branch_policy: null },
        ],
      },
    ],
    [
      '/repos/acme/web/environments/production/secrets',
      {
        total_count: 1,
        secrets: [{ ...member(example('actions-secret-paginated'), 'secrets'), name: 'PROD_DB_PASSWORD' }],
      },
    ],
    ['/repos/acme/ledger/environments', { total_count: 0, environments: [] }],
    [
      '/repos/acme/web/actions/oidc/customization/sub',
      { use_default: false, include_claim_keys: ['repo', 'context'] },
    ],
    ['/repos/acme/ledger/actions/oidc/customization/sub', { use_default: true }],
    [
      '/repos/acme/web/actions/permissions/workflow',
      { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true },
    ],
    [
      '/repos/acme/ledger/actions/permissions/workflow',
      { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
    ],
    [
      '/orgs/acme/installations',
      {
        total_count: 2,
        installations: [
          appOf(
            11,
            'org-janitor',
            { organization_administration: 'write', members: 'read' },
            { repository_selection: 'all' },
          ),
          appOf(12, 'builder', { contents: 'write', metadata: 'read' }, selected),
        ],
      },
    ],
    [
      '/orgs/acme/personal-access-tokens',
      [
        grantOf(21, 'ada', { token_expires_at: null, token_expired: false }),
        grantOf(22, 'linus', { token_expired: true }),
      ],
    ],
    [
      '/orgs/acme/credential-authorizations',
      [
        authorizationOf(31, 'ada', {
          credential_type: 'personal access token',
          token_last_eight: lastEight,
          authorized_credential_expires_at: null,
        }),
        authorizationOf(32, 'gone', {
          credential_type: 'SSH key',
          fingerprint: 'SHA256:abc',
          token_last_eight: undefined,
        }),
      ],
    ],
    [
      '/orgs/acme/actions/secrets',
      {
        total_count: 2,
        secrets: [
          {
            name: 'DEPLOY_TOKEN',
            created_at: '2019-08-10T14:59:22Z',
            updated_at: '2020-01-10T14:59:22Z',
            visibility: 'all',
          },
          {
            name: 'SIGNING_KEY',
            created_at: '2019-08-10T14:59:22Z',
            updated_at: '2020-01-10T14:59:22Z',
            visibility: 'selected',
            selected_repositories_url: `${String(user['url'])}/x`,
          },
        ],
      },
    ],
    ['/orgs/acme/actions/oidc/customization/sub', { include_claim_keys: ['repo', 'context'] }],
    [
      '/orgs/acme/actions/permissions/workflow',
      { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
    ],
  ]);
}
