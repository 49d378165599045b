import { describe, expect, it } from 'vitest';
import { isSourceId, must, type Observation } from '../../src/model/index.ts';
import type { End } from '../../src/estate/index.ts';
import { useEscalation } from '../support/escalation-world.ts';
import { holds, member } from '../support/observed.ts';

const world = useEscalation();

const account = (
  key: string,
  more: Partial<Extract<Observation, { type: 'account' }>> = {},
): Observation => ({
  type: 'account',
  key,
  name: key.split('/').at(-1) ?? key,
  kind: 'unknown',
  state: 'active',
  ...more,
});
const group = (
  key: string,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
): Observation => ({
  type: 'group',
  key,
  name,
  kind: 'role',
  attributes,
});
const credential = (
  accountKey: string,
  more: Partial<Extract<Observation, { type: 'credential' }>>,
): Observation => ({
  type: 'credential',
  key: `${accountKey}#key`,
  accountKey,
  credential: 'access_key',
  state: 'active',
  ...more,
});

const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;
const trust = (role: string, issuer: string, condition: object): readonly Observation[] => [
  account(arn(`role/${role}`), { kind: 'workload', canBeAssumed: true }),
  {
    type: 'policy',
    key: `${arn(`role/${role}`)}#trust`,
    language: 'aws',
    use: 'trust',
    subjectKey: arn(`role/${role}`),
    document: [
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Federated: arn(`oidc-provider/${issuer}`) },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: condition,
        },
      }),
    ],
  },
];
const githubIssuer = 'token.actions.githubusercontent.com';
const eksIssuer = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const sub = (issuer: string, value: string, by = 'StringEquals'): object => ({
  [by]: { [`${issuer}:sub`]: value },
});

const aws: readonly Observation[] = [
  ...trust('deploy', githubIssuer, sub(githubIssuer, 'repo:acme/web:*', 'StringLike')),
  ...trust('release', githubIssuer, sub(githubIssuer, 'repo:acme/web:environment:production')),
  ...trust('elsewhere', githubIssuer, sub(githubIssuer, 'repo:acme/other:*', 'StringLike')),
  ...trust('in-cluster', eksIssuer, sub(eksIssuer, 'system:serviceaccount:app:web')),
  { type: 'group', key: arn('policy/admin'), name: 'admin', kind: 'policy' },
  {
    type: 'policy',
    key: arn('policy/admin'),
    language: 'aws',
    use: 'identity',
    document: [
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }),
    ],
  },
  member(arn('role/deploy'), arn('policy/admin'), { via: 'attached' }),
  ...holds(arn('policy/admin'), '*', '*'),
];
const github = (repository: string, more: Readonly<Record<string, string>> = {}): readonly Observation[] => [
  group(`repository/acme/${repository}#read`, `read on acme/${repository}`),
  group(`repository/acme/${repository}#write`, `write on acme/${repository}`),
  member(`repository/acme/${repository}#write`, `repository/acme/${repository}#read`),
  group(`repository/acme/${repository}#workflows`, `workflows of acme/${repository}`, {
    oidcSubject: `repo:acme/${repository}:*`,
    ...more,
  }),
  member(`repository/acme/${repository}#write`, `repository/acme/${repository}#workflows`, {
    via: 'assume',
    conditions: ['by pushing a workflow; protected branches and rulesets were not evaluated'],
  }),
];
const secret = 'a'.repeat(64);

const known = (source: string, key: string): End => ({
  entity: 'account',
  source: must(isSourceId, source),
  key,
});
/** A path in words: how, and to where. */
async function told(from: End, to: End, which: 'sure' | 'cheapest'): Promise<readonly string[] | undefined> {
  const found = await world.engine().paths({ from: [from], to: [to], limit: 100 });
  if (!found.ok) throw new Error(found.message);
  const label = new Map(found.value.nodes.map((node) => [node.id, node.label]));
  const step = new Map(found.value.steps.map((each) => [each.id, each]));
  return found.value[which]?.steps.map((id) => {
    const each = step.get(id);
    return `${each?.technique ?? each?.how ?? ''} → ${label.get(each?.to ?? '') ?? ''}${each?.certainty === 'depends' ? ' ?' : ''}`;
  });
}

describe('chains across sources', () => {
  it('lead from a developer by a workflow to a role in AWS, and to all of its account', async () => {
    await world.take('cloud', 'aws', aws);
    await world.take('hub', 'github', [
      account('user/dev'),
      account('user/guest'),
      ...github('web'),
      ...github('docs'),
      member('user/dev', 'repository/acme/web#write'),
      member('user/guest', 'repository/acme/web#read'),
    ]);
    expect(await told(known('hub', 'user/dev'), { power: 'aws/111122223333' }, 'cheapest')).toEqual([
      'membership → write on acme/web',
      'github-push-workflow → workflows of acme/web ?',
      'across-workflow-role → deploy',
      'aws-administrator → administrator of AWS account 111122223333',
    ]);
    expect(await told(known('hub', 'user/guest'), { power: 'aws/111122223333' }, 'cheapest')).toBeUndefined();
    expect(
      (await world.opened(({ technique }) => technique.id === 'across-workflow-role')).toSorted(),
    ).toEqual([
      'workflows of acme/web: across-workflow-role → deploy',
      'workflows of acme/web: across-workflow-role → release ?',
    ]);
  });

  it('lead from a service account to the role that trusts it: for sure where the cluster’s tokens are of the provider it trusts, whatever an annotation says', async () => {
    const manifests = (annotated: boolean, from?: string): string =>
      [
        ...(from === undefined ? [] : [{ issuer: `https://${from}`, jwks_uri: `https://${from}/keys` }]),
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: {
            name: 'web',
            namespace: 'app',
            ...(annotated ? { annotations: { 'eks.amazonaws.com/role-arn': arn('role/in-cluster') } } : {}),
          },
        },
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: {
            name: 'other',
            namespace: 'app',
            annotations: { 'eks.amazonaws.com/role-arn': arn('role/in-cluster') },
          },
        },
      ]
        .map((each) => JSON.stringify(each))
        .join('\n---\n');
    await world.takeManifests('its-own', manifests(false, eksIssuer));
    await world.takeManifests('another', manifests(true, eksIssuer.replace(/.$/, 'X')));
    await world.takeManifests('annotated', manifests(true));
    expect(await world.opened(({ technique }) => technique.id === 'across-service-account-role')).toEqual([
      'app/web: across-service-account-role → in-cluster',
      'app/web: across-service-account-role → in-cluster ?',
    ]);
  });

  it('lead from whoever reads a repository by a secret that lies there to the account that it is of', async () => {
    const holder = 'repository/github.com/acme/web';
    await world.take('leaks', 'secrets', [
      account(holder, { name: 'github.com/acme/web', state: 'unknown' }),
      credential(holder, { key: 'leak', fingerprint: secret, state: 'unknown' }),
      { type: 'exposure', key: 'place', credentialKey: 'leak', place: 'deploy/.env:3', foundBy: 'gitleaks' },
    ]);
    await world.take('crm', 'csv', [
      account('robot'),
      account('retired'),
      credential('robot', { fingerprint: secret }),
      credential('retired', { fingerprint: secret, state: 'inactive' }),
      ...holds('robot', 'write', 'customers'),
      { type: 'resource', key: 'customers', name: 'customers', kind: 'table', tier: 'high' },
    ]);
    expect(await told(known('hub', 'user/guest'), known('crm', 'robot'), 'sure')).toEqual([
      'membership → read on acme/web',
      'across-read-repository → github.com/acme/web',
      'across-exposed-secret → robot',
    ]);
    const become = await world.engine().couldBecome({ from: [known('hub', 'user/guest')], limit: 50 });
    expect(become.ok && become.value.totals).toMatchObject({ resources: 1 });
    expect(await world.opened(({ technique }) => technique.id === 'across-exposed-secret')).toEqual([
      'github.com/acme/web: across-exposed-secret → robot',
    ]);
    // the account that has it already gains nothing, and what is out of use leads nowhere
    expect(await told(known('hub', 'user/guest'), known('crm', 'retired'), 'cheapest')).toBeUndefined();
  });

  it('lead from an agent by its server and the token that it was given to what that opens', async () => {
    await world.take('ai', 'mcp', [
      account('agent/cursor', { kind: 'agent' }),
      account('server/crm', { kind: 'integration' }),
      member('agent/cursor', 'server/crm', { via: 'assume', conditions: ['as far as its tools let it'] }),
      credential('server/crm', { key: 'token', fingerprint: secret, state: 'unknown' }),
    ]);
    expect(await told(known('ai', 'agent/cursor'), known('crm', 'robot'), 'cheapest')).toEqual([
      'membership → crm ?',
      'across-held-secret → robot',
    ]);
    // nobody signs in to a configuration
    expect(await told(known('crm', 'robot'), known('ai', 'server/crm'), 'cheapest')).toBeUndefined();
  });

  it('lead from whoever may read a secret where it is kept to the account whose source says so, and never for sure', async () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
    const allow = (Resource: string): object => ({
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource,
    });
    const may = (role: string, ...Statement: readonly object[]): readonly Observation[] => [
      account(arn(`role/${role}`), { kind: 'workload', canBeAssumed: true }),
      { type: 'group', key: arn(`policy/of-${role}`), name: `of-${role}`, kind: 'policy' },
      {
        type: 'policy',
        key: arn(`policy/of-${role}`),
        language: 'aws',
        use: 'identity',
        document: [JSON.stringify({ Version: '2012-10-17', Statement })],
      },
      member(arn(`role/${role}`), arn(`policy/of-${role}`), { via: 'attached' }),
    ];
    await world.take('keepers', 'aws', [
      ...may('reads', allow('arn:aws:secretsmanager:*:*:secret:prod/*')),
      ...may('reads-another', allow('arn:aws:secretsmanager:*:*:secret:test/*')),
      ...may('denied', allow('*'), { ...allow(secretArn), Effect: 'Deny' }),
    ]);
    await world.take('safe', 'vault', [
      account('role/k/app'),
      account('role/k/denied'),
      account('role/k/other'),
      ...holds('role/k/app', 'read', 'secret/data/app'),
      ...holds('role/k/denied', 'read', 'secret/data/*'),
      {
        type: 'grant',
        key: 'no',
        subjectKey: 'role/k/denied',
        entitlementKey: 'secret/data/app#read',
        effect: 'deny',
      },
      ...holds('role/k/other', 'read', 'secret/data/other'),
    ]);
    const kept = (key: string, secretKeptIn: string): Observation =>
      account(key, { attributes: { secretKeptIn } });
    await world.take('store', 'csv', [
      kept('clerk', secretArn),
      kept('vaulted', 'safe/secret/data/app'),
      ...['__proto__', 'other/secret/data/app', 'arn:aws:s3:::x', '*', `safe/${'x'.repeat(3000)}`].map(
        (place, n) => kept(`odd ${n}`, place),
      ),
    ]);
    const steps = await world.opened(({ technique }) => technique.id === 'across-stored-secret');
    expect(steps.filter((line) => !line.startsWith('deploy:')).toSorted()).toEqual([
      'app: across-stored-secret → vaulted ?',
      'reads: across-stored-secret → clerk ?',
    ]);
  });

  it('are as they were at an earlier read', async () => {
    const [read] = await world
      .db()
      .query<{ n: number }>(
        `select min(number)::int as n from sources.read r join sources.source s on s.no = r.source_no where s.id = 'leaks'`,
      );
    const found = await world.engine().couldBecome({
      from: [known('hub', 'user/guest')],
      limit: 50,
      at: { is: 'read', read: (read?.n ?? 0) - 1 },
    });
    expect(found.ok && found.value.totals).toMatchObject({ resources: 0, accounts: 0 });
  });
});

describe('in PostgreSQL', () => {
  it('roles become others by SET ROLE, by ADMIN OPTION and by what predefined roles may do; and superusers by nothing else', async () => {
    const role = (name: string, powers: readonly string[] = []): Observation =>
      account(`role/${name}`, { powers });
    const notSet = {
      conditions: ['neither INHERIT nor SET: it must first grant itself one of them with its ADMIN OPTION'],
    };
    await world.take('db', 'postgres', [
      role('app'),
      role('owner'),
      role('keeper'),
      role('outsider'),
      role('maker', ['createrole']),
      role('copier', ['replication']),
      role('root', ['superuser']),
      group('role/pg_execute_server_program', 'pg_execute_server_program'),
      ...holds('role/pg_execute_server_program', 'EXECUTE SERVER PROGRAM', 'server'),
      group('role/pg_read_server_files', 'pg_read_server_files'),
      ...holds('role/pg_read_server_files', 'READ SERVER FILES', 'server'),
      member('role/app', 'role/owner', { via: 'set_role' }),
      member('role/keeper', 'role/owner', { via: 'set_role', admin: true, ...notSet }),
      member('role/outsider', 'role/owner', { via: 'set_role', ...notSet }),
      member('role/owner', 'role/pg_execute_server_program'),
    ]);
    expect((await world.opened(({ technique }) => technique.platform === 'postgres')).toSorted()).toEqual([
      'app: postgres-set-role → owner',
      'copier: postgres-replication → everything in the server db ?',
      'keeper: postgres-admin-option → owner',
      'maker: postgres-create-role → any role that is no superuser ?',
      'pg_execute_server_program: postgres-server-program → everything in the server db',
      'pg_read_server_files: postgres-read-files → everything in the server db ?',
      'root: postgres-superuser → everything in the server db',
    ]);
    const power = { power: 'postgres/db' };
    expect(await told(known('db', 'role/app'), power, 'sure')).toEqual([
      'postgres-set-role → owner',
      'membership → pg_execute_server_program',
      'postgres-server-program → everything in the server db',
    ]);
    expect(await told(known('db', 'role/outsider'), power, 'cheapest')).toBeUndefined();
  });
});

describe('in a directory', () => {
  it('groups over the domain lead to it, and owners of a group into it if the directory lets them', async () => {
    const dn = (name: string): { readonly attributes: Readonly<Record<string, string>> } => ({
      attributes: { dn: `CN=${name},DC=corp,DC=example` },
    });
    await world.take('corp', 'ldap', [
      account('u/ann', { email: 'ann@corp.example', ...dn('ann') }),
      account('u/bob', dn('bob')),
      account('u/cleo', dn('cleo')),
      account('u/chief', { attributes: { dn: 'CN=chief,DC=corp,DC=example', adminCount: '1' } }),
      group('g/admins', 'Domain Admins', { adminCount: '1' }),
      group('g/nested', 'Site Admins'),
      group('g/helpers', 'Account Operators'),
      ...holds('g/admins', 'administer', 'domain/corp.example'),
      ...holds('g/helpers', 'administer accounts', 'domain/corp.example'),
      { type: 'resource', key: 'domain/corp.example', name: 'corp.example', kind: 'domain', tier: 'high' },
      member('g/nested', 'g/admins'),
      member('u/bob', 'g/nested'),
      member('u/cleo', 'g/helpers'),
      {
        type: 'ownership',
        key: 'g/nested#owner',
        subjectKey: 'g/nested',
        role: 'owner',
        ownerRef: 'ann@corp.example',
      },
    ]);
    const power = { power: 'domain/corp.example' };
    expect(await told(known('corp', 'u/bob'), power, 'sure')).toEqual([
      'membership → Site Admins',
      'membership → Domain Admins',
      'ldap-administer → everything in the domain corp.example',
    ]);
    expect(await told(known('corp', 'u/ann'), power, 'sure')).toBeUndefined();
    expect((await told(known('corp', 'u/ann'), power, 'cheapest'))?.[0]).toBe(
      'ldap-own-group → Site Admins ?',
    );
    // through an account that is not protected: bob is none of the protected groups by his own attribute
    expect(await told(known('corp', 'u/cleo'), known('corp', 'u/bob'), 'sure')).toEqual([
      'membership → Account Operators',
      'ldap-administer-accounts → any account of corp.example that is not protected',
      'part-of → bob',
    ]);
    const protectedOnes = await world.opened(
      ({ from, technique }) => technique.id === 'part-of' && from.is === 'any',
    );
    expect(protectedOnes.some((line) => line.includes('not protected') && line.endsWith('→ chief'))).toBe(
      false,
    );
  });
});

describe('hostile names', () => {
  it('mean nothing but themselves', async () => {
    const long = 'x'.repeat(3000);
    await world.take('odd', 'github', [
      account('user/__proto__'),
      group('repository/__proto__/constructor#workflows', 'workflows', { oidcSubject: `repo:${long}:*` }),
      group(`repository/${'%2F'.repeat(500)}#workflows`, 'odd', { oidcSubject: 'made of __proto__' }),
      group('read', 'read on __proto__/constructor'),
    ]);
    const found = await world.engine().couldBecome({ from: [known('odd', 'user/__proto__')], limit: 10 });
    expect(found.ok && found.value.total).toBe(0);
    expect(await world.opened(({ technique }) => technique.id === 'across-workflow-role')).not.toContain(
      'workflows: across-workflow-role → deploy',
    );
  });
});
