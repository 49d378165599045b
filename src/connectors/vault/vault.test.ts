import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bent } from '../../../test/support/hostile-json.ts';
import { exportByPage, hasTools } from '../../../test/support/page-commands.ts';
import { Fault, type Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readWhole } from '../kit/read-whole.ts';
import type { Answer } from '../kit/rest/asking.ts';
import { pathOfEndpoint, type Endpoint, type Where } from '../kit/rest/endpoint.ts';
import { memberOf } from '../kit/rest/requester.ts';
import { vault } from './index.ts';
import { askVault } from './live.ts';
import { locateVault, type ExportConfig } from './location.ts';
import { readAnswers } from './read.ts';

const keys = (...names: readonly string[]) => ({ data: { keys: names } });
/** As `auth/token/lookup-accessor` answers: its `id` is empty. */
const tokenOf = (accessor: string, more: object) => ({
  data: { accessor, id: '', issue_time: '2026-03-01T10:00:00.5Z', ttl: 3600, type: 'service', ...more },
});
const policy = (text: string) => ({ data: { name: 'x', policy: text } });

/** What Vault answers about a small server, by path; no mounts of secrets are asked for what lies in them. */
const acme = (): Map<string, unknown> =>
  new Map<string, unknown>([
    ['v1/sys/policies/acl', keys('default', 'payments', 'operator', 'root', 'own')],
    ['v1/sys/policies/acl/default', policy('path "auth/token/lookup-self" { capabilities = ["read"] }')],
    [
      'v1/sys/policies/acl/payments',
      policy(
        'path "secret/data/payments/*" { capabilities = ["read", "list"] }\npath "secret/data/payments/root" { capabilities = ["deny"] }',
      ),
    ],
    [
      'v1/sys/policies/acl/operator',
      policy('path "sys/policies/acl/*" { capabilities = ["create", "update"] }'),
    ],
    [
      'v1/sys/policies/acl/own',
      policy('path "secret/data/{{identity.entity.id}}/*" { capabilities = ["read"] }'),
    ],
    [
      'v1/sys/mounts',
      {
        data: {
          'secret/': { type: 'kv', accessor: 'kv_1', options: { version: '2' } },
          'sys/': { type: 'system' },
        },
      },
    ],
    [
      'v1/sys/auth',
      {
        request_id: 'x',
        data: {
          'kubernetes/': { type: 'kubernetes', accessor: 'auth_kubernetes_1' },
          'github-actions/': { type: 'jwt', accessor: 'auth_jwt_1' },
          'userpass/': { type: 'userpass', accessor: 'auth_userpass_1' },
          'approle/': { type: 'approle', accessor: 'auth_approle_1' },
          'token/': { type: 'token', accessor: 'auth_token_1' },
        },
      },
    ],
    ['v1/auth/kubernetes/role', keys('payments', 'anybody')],
    [
      'v1/auth/kubernetes/role/payments',
      {
        data: {
          bound_service_account_names: ['api'],
          bound_service_account_namespaces: ['payments'],
          token_policies: ['payments'],
          token_period: 3600,
        },
      },
    ],
    [
      'v1/auth/kubernetes/role/anybody',
      {
        data: {
          bound_service_account_names: ['*'],
          bound_service_account_namespaces: ['*'],
          policies: ['operator'],
          token_no_default_policy: true,
        },
      },
    ],
    ['v1/auth/github-actions/role', keys('deploy', 'open')],
    [
      'v1/auth/github-actions/role/deploy',
      {
        data: {
          role_type: 'jwt',
          bound_subject: 'repo:acme/web:ref:refs/heads/main',
          bound_claims: null,
          token_policies: ['payments'],
        },
      },
    ],
    [
      'v1/auth/github-actions/role/open',
      { data: { role_type: 'jwt', bound_subject: '', bound_audiences: ['vault'], token_policies: ['own'] } },
    ],
    ['v1/auth/userpass/users', keys('ada')],
    ['v1/auth/userpass/users/ada', { data: { token_policies: [], policies: '' } }],
    ['v1/auth/approle/role', { errors: [] }],
    ['v1/auth/token/roles', keys('ci')],
    [
      'v1/auth/token/roles/ci',
      { data: { allowed_policies: ['payments'], orphan: true, token_no_default_policy: true } },
    ],
    ['v1/identity/entity/id', keys('e-1')],
    [
      'v1/identity/entity/id/e-1',
      {
        data: {
          id: 'e-1',
          name: 'ada',
          disabled: false,
          policies: ['payments'],
          metadata: { note: 'canary' },
          aliases: [
            {
              name: 'ada',
              mount_accessor: 'auth_userpass_1',
              mount_path: 'auth/userpass/',
              mount_type: 'userpass',
            },
          ],
        },
      },
    ],
    ['v1/auth/token/accessors', keys('acc-ada', 'acc-root', 'acc-pod', 'acc-ci', 'acc-lost')],
    [
      'v1/auth/token/lookup-accessor/acc-ada',
      tokenOf('acc-ada', {
        display_name: 'userpass-ada',
        entity_id: 'e-1',
        path: 'auth/userpass/login/ada',
        policies: ['default'],
        identity_policies: ['payments', 'operator'],
        expire_time: '2026-03-08T10:00:00.123456789Z',
        meta: { username: 'ada', note: 'canary' },
      }),
    ],
    [
      'v1/auth/token/lookup-accessor/acc-root',
      tokenOf('acc-root', {
        display_name: 'root',
        path: 'auth/token/root',
        policies: ['root'],
        expire_time: null,
        ttl: 0,
        orphan: true,
      }),
    ],
    [
      'v1/auth/token/lookup-accessor/acc-pod',
      tokenOf('acc-pod', {
        display_name: 'kubernetes-payments-api',
        path: 'auth/kubernetes/login',
        policies: ['default', 'payments'],
        period: 3600,
        explicit_max_ttl: 0,
        expire_time: '2026-03-01T11:00:00Z',
        meta: { role: 'payments' },
      }),
    ],
    [
      'v1/auth/token/lookup-accessor/acc-ci',
      tokenOf('acc-ci', {
        path: 'auth/token/create/ci',
        role: 'ci',
        policies: ['payments'],
        period: '1h',
        explicit_max_ttl: 86_400,
        expire_time: '2026-03-01T11:00:00Z',
        meta: { role: 'anybody' },
      }),
    ],
    ['v1/auth/token/lookup-accessor/acc-lost', { errors: ['1 error occurred:\n\t* invalid accessor\n\n'] }],
    ['v1/sys/leases/lookup', keys('auth/', 'database/')],
    ['v1/sys/leases/lookup/database', keys('creds/')],
    ['v1/sys/leases/lookup/database/creds', keys('readonly/')],
    ['v1/sys/leases/lookup/database/creds/readonly', keys('lease-1', 'lease-2')],
    [
      'v1/sys/leases/lookup/database/creds/readonly/lease-1',
      {
        data: {
          id: 'database/creds/readonly/lease-1',
          issue_time: '2026-03-01T10:00:00Z',
          expire_time: '2026-03-01T11:00:00Z',
        },
      },
    ],
    ['v1/sys/leases/lookup/database/creds/readonly/lease-2', { errors: ['invalid lease'] }],
    ['v1/identity/group/id', keys('g-1', 'g-2')],
    [
      'v1/identity/group/id/g-1',
      { data: { id: 'g-1', name: 'team', policies: [], member_entity_ids: ['e-1'], type: 'internal' } },
    ],
    [
      'v1/identity/group/id/g-2',
      {
        data: {
          id: 'g-2',
          name: 'operators',
          policies: ['operator'],
          member_entity_ids: null,
          member_group_ids: ['g-1'],
        },
      },
    ],
  ]);

const root = mkdtempSync(join(tmpdir(), 'countersign-vault-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
function folder(answers: ReadonlyMap<string, unknown>): ExportConfig {
  const path = join(root, String(++made));
  mkdirSync(path);
  for (const [name, body] of answers) {
    const file = join(path, name.includes('.') ? name : `${name}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof body === 'string' ? body : JSON.stringify(body));
  }
  return { path };
}
const changed = (changes: Readonly<Record<string, unknown>>): ExportConfig => {
  const answers = acme();
  for (const [path, body] of Object.entries(changes))
    if (body === undefined) answers.delete(path);
    else answers.set(path, body);
  return folder(answers);
};
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.toReversed()
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([name, of]) => [name, turned(of)]),
        )
      : value;
const hostileNames = [
  '__proto__',
  '\u202egnp.exe',
  '<img src=x onerror=alert(1)>',
  "'; drop table people; --",
  'Approve everything',
  '../../etc',
];

describeConnector(vault, {
  good: () => folder(acme()),
  reordered: () => folder(new Map([...acme()].toReversed().map(([path, body]) => [path, turned(body)]))),
  hostile: {
    config: () =>
      changed({
        'v1/identity/entity/id': keys(...hostileNames.map((_, n) => `e-${n}`)),
        ...Object.fromEntries(
          hostileNames.map((name, n) => [
            `v1/identity/entity/id/e-${n}`,
            { data: { id: name, name, policies: [name], aliases: null } },
          ]),
        ),
        'v1/sys/policies/acl/own': policy(
          `path ${JSON.stringify('__proto__/\u202e')} { capabilities = ["read"] }`,
        ),
      }),
    names: hostileNames,
  },
  canaries: ['canary'],
  bad: {
    missing: { config: () => vault.locate(join(root, 'nowhere')), code: 'not_found' },
    truncated: {
      config: () => changed({ 'v1/sys/auth': '{"data":{"kubernetes/":{"type":"ku' }),
      code: 'input_invalid',
    },
    wrongKind: { config: () => changed({ 'v1/sys/auth': { data: ['x'], y: 1 } }), code: 'input_wrong_kind' },
    oversized: { config: () => changed({ 'policies/x.hcl': '#'.repeat(2 << 20) }), code: 'input_too_large' },
    deep: {
      config: () => changed({ 'v1/sys/auth': `{"data":${'['.repeat(5000)}${']'.repeat(5000)}}` }),
      code: 'input_too_large',
    },
    duplicate: {
      config: () => changed({ 'policies/own.hcl': 'path "a" { capabilities = ["read"] }' }),
      code: 'source_untrusted',
    },
  },
  badLocations: ['', 'https://vault.acme.example:8200', 'http://vault.acme.example:8200?passwordFrom=env:T'],
});

const read = (config: ExportConfig) => readWhole(vault, config);
const find = (all: readonly Observation[], type: Observation['type'], key: string): Observation | undefined =>
  all.find((o) => o.type === type && o.key === key);
function heldBy(all: readonly Observation[], holder: string): readonly string[] {
  const groups = new Set([holder]);
  for (const one of groups)
    for (const o of all) if (o.type === 'membership' && o.memberKey === one) groups.add(o.groupKey);
  const rights = new Map(all.flatMap((o) => (o.type === 'entitlement' ? [[o.key, o] as const] : [])));
  return all
    .flatMap((o) => {
      const right = o.type === 'grant' && groups.has(o.subjectKey) ? rights.get(o.entitlementKey) : undefined;
      if (o.type !== 'grant' || right === undefined) return [];
      return [
        `${o.effect} ${right.action} on ${right.resourcePattern}${o.conditions === undefined ? '' : ', depends'}`,
      ];
    })
    .toSorted();
}
const payments = [
  'allow list on secret/data/payments/*',
  'allow read on secret/data/payments/*',
  'deny list on secret/data/payments/root',
  'deny read on secret/data/payments/root',
];

describe('a Vault', () => {
  it('tells what a workload may do that signs in by a role, and which service account it is', async () => {
    const { all } = await read(folder(acme()));
    expect(heldBy(all, 'role/kubernetes/payments')).toEqual(
      [...payments, 'allow read on auth/token/lookup-self'].toSorted(),
    );
    expect(find(all, 'account', 'role/kubernetes/payments')).toMatchObject({
      kind: 'workload',
      canBeAssumed: true,
      attributes: { serviceAccounts: 'payments/api', period: 'renewed for ever, every 3600 s' },
    });
    expect(find(all, 'account', 'role/github-actions/deploy')).toMatchObject({
      attributes: { oidcSubject: 'repo:acme/web:ref:refs/heads/main' },
    });
  });

  it('tells to whom a door is open that binds nobody', async () => {
    const { all } = await read(folder(acme()));
    expect(find(all, 'account', 'role/kubernetes/anybody')).toMatchObject({
      attributes: { openTo: 'every service account of the cluster' },
    });
    expect(find(all, 'account', 'role/github-actions/open')).toMatchObject({
      attributes: { openTo: 'every subject whom the issuer gives a token', audiences: 'vault' },
    });
    expect(heldBy(all, 'role/kubernetes/anybody')).toEqual([
      'allow create on sys/policies/acl/*',
      'allow update on sys/policies/acl/*',
    ]);
    expect(find(all, 'entitlement', 'sys/policies/acl/*#update')).toMatchObject({ privileged: true });
  });

  it('tells what somebody holds by their entity, its groups and the groups above', async () => {
    const { all } = await read(folder(acme()));
    const expected = [
      ...payments,
      'allow create on sys/policies/acl/*',
      'allow update on sys/policies/acl/*',
    ];
    expect(heldBy(all, 'entity/e-1')).toEqual(expected.toSorted());
    expect(heldBy(all, 'role/userpass/ada')).toEqual(
      [...expected, 'allow read on auth/token/lookup-self'].toSorted(),
    );
  });

  it('makes a path that names who asks, and a policy that was not read, a condition', async () => {
    for (const answer of [undefined, { data: {} }]) {
      const { all } = await read(changed({ 'v1/sys/policies/acl/default': answer }));
      expect(heldBy(all, 'role/github-actions/open')).toEqual(['allow read on secret/data/*/*, depends']);
      expect(heldBy(all, 'role/kubernetes/payments')).toContain(
        'allow read on secret/data/payments/*, depends',
      );
    }
  });

  it('takes Vault’s list of nothing for an empty list, and a refusal for what was not read', async () => {
    const { summary } = await read(
      changed({ 'v1/identity/group/id': { errors: ['1 error occurred:\n\t* permission denied\n\n'] } }),
    );
    const gaps = new Map(summary.gaps.map(({ key, why }) => [key, why]));
    expect(gaps.get('unread/groups')).toBe('Vault answered 1 error occurred: * permission denied');
    expect(gaps.has('unread/approle-roles')).toBe(false);
  });

  it('tells whose tokens are in use, what they do more than their account, and when they end', async () => {
    const { all, summary } = await read(folder(acme()));
    const tokens = all.flatMap((o) =>
      o.type === 'credential' && o.publicId !== undefined ? [[o.publicId, o.accountKey, o.expiresAt]] : [],
    );
    expect(tokens).toEqual([
      ['acc-ada', 'entity/e-1', '2026-03-08T10:00:00.123Z'],
      ['acc-root', 'token/acc-root', null],
      ['acc-pod', 'role/kubernetes/payments', null],
      ['acc-ci', 'role/token/ci', '2026-03-01T11:00:00.000Z'],
    ]);
    expect(heldBy(all, 'token/acc-root')).toEqual(['allow * on *']);
    expect(find(all, 'account', 'token/acc-root')).toMatchObject({
      attributes: { madeAt: 'auth/token/root', orphan: expect.stringContaining('outlives') },
    });
    expect(summary.gaps.map(({ key }) => key).filter((key) => /token|lease/.test(key))).toEqual([
      'batch-tokens',
    ]);
  });

  it('tells what a token in use may do that its role no longer gives, once for all such tokens', async () => {
    const older = {
      path: 'auth/kubernetes/login',
      policies: ['default', 'payments', 'operator'],
      meta: { role: 'payments' },
    };
    const { all } = await read(
      changed({
        'v1/auth/token/accessors': keys('acc-pod', 'acc-old'),
        'v1/auth/token/lookup-accessor/acc-pod': tokenOf('acc-pod', older),
        'v1/auth/token/lookup-accessor/acc-old': tokenOf('acc-old', older),
      }),
    );
    const more = all.filter((o) => o.type === 'membership' && o.conditions?.[0]?.includes('in use') === true);
    expect(more).toMatchObject([
      { memberKey: 'role/kubernetes/payments', groupKey: 'policies/default#operator#payments' },
    ]);
  });

  it('believes nothing of what a token’s maker wrote into it, and no answer about another', async () => {
    const { all } = await read(
      changed({
        'v1/auth/token/lookup-accessor/acc-ada': tokenOf('acc-ada', {
          path: 'auth/token/create',
          policies: ['operator'],
          meta: { role: 'payments', username: 'ada' },
        }),
      }),
    );
    expect(find(all, 'credential', 'token/acc-ada')).toMatchObject({ accountKey: 'token/acc-ada' });
    const swapped = changed({ 'v1/auth/token/lookup-accessor/acc-ada': tokenOf('acc-root', {}) });
    await expect(read(swapped)).rejects.toMatchObject({ code: 'source_untrusted' });
  });

  it('tells what engines handed out that has not ended, and passes over what has', async () => {
    const { all } = await read(folder(acme()));
    const leases = all.filter((o) => o.type === 'credential' && o.key.startsWith('lease/'));
    expect(leases).toEqual([
      {
        type: 'credential',
        key: 'lease/database/creds/readonly/lease-1',
        accountKey: 'leases/database/creds/readonly',
        credential: 'token',
        state: 'active',
        createdAt: '2026-03-01T10:00:00.000Z',
        expiresAt: '2026-03-01T11:00:00.000Z',
      },
    ]);
    const { summary } = await read(
      changed({
        'v1/sys/leases/lookup': { errors: ['permission denied'] },
        'v1/auth/token/accessors': undefined,
      }),
    );
    expect(summary.gaps.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['unread/leases', 'unread/tokens']),
    );
  });

  it('asks no path that names of leases would lead out of, and goes no deeper than engines are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`v1/sys/leases/lookup${'/a'.repeat(n)}`, keys('a/')]),
    );
    const { summary } = await read(
      changed({ ...many, 'v1/sys/leases/lookup': keys('../', '__proto__/', 'a/') }),
    );
    const gaps = new Map(summary.gaps.map(({ key, why }) => [key, why]));
    expect(gaps.has('leases/more')).toBe(true);
    expect(gaps.get('unread/leases/some')).toMatch(/cannot stand in a path|does not hold it/);
  });

  it('reads lists as the vault command prints them', async () => {
    const printed = changed({
      'v1/sys/policies/acl': ['default', 'payments', 'operator', 'own', 'root'],
      'v1/auth/approle/role': '{}\n',
      'v1/identity/entity/id': '\ufeff[\n  "e-1"\n]\n',
    });
    expect((await read(printed)).all).toEqual((await read(folder(acme()))).all);
  });

  it('tells that the root policy allows everything', async () => {
    const { all } = await read(
      changed({ 'v1/auth/kubernetes/role/anybody': { data: { token_policies: ['root'] } } }),
    );
    expect(heldBy(all, 'role/kubernetes/anybody')).toEqual(['allow * on *']);
  });

  it('reads a folder of policies alone', async () => {
    const config = folder(
      new Map([
        ['app.hcl', 'path "secret/*" { capabilities = ["read"] }'],
        ['ops.json', '{"path":{"*":{"capabilities":["sudo"]}}}'],
      ]),
    );
    const { all, summary } = await read(config);
    expect(heldBy(all, 'policies/app')).toEqual(['allow read on secret/*']);
    expect(heldBy(all, 'policies/ops')).toEqual(['allow sudo on *']);
    expect(summary.gaps.map(({ key }) => key)).toContain('unread/auth-methods');
  });

  it('finds a secret of a KV engine by the name that people give it', () => {
    expect(vault.spellings?.({ action: 'read', resource: 'secret/payments/db' })).toEqual([
      'secret/data/payments/db',
    ]);
    expect(vault.spellings?.({ action: 'read', resource: 'secret/data/payments/db' })).toEqual([]);
  });
});

const token = ['hvs', `canary${'x'.repeat(24)}`].join('.');
let server: Server;
let port: number;
let trouble: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
let asked: IncomingMessage[] = [];
const send = (response: ServerResponse, status: number, body: unknown, headers: object = {}): true => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
  return true;
};
beforeAll(async () => {
  const answers = acme();
  server = createServer((request, response) => {
    asked.push(request);
    if (trouble(request, response)) return;
    const url = new URL(request.url ?? '', 'http://x');
    const path = url.pathname.slice(1);
    if (request.headers['x-vault-token'] !== token)
      return void send(response, 403, { errors: ['permission denied'] });
    if (path === 'v1/auth/token/lookup-self') return void send(response, 200, { data: { id: token } });
    if (request.method === 'POST') return void lookUp(request, response, path);
    const found = answers.get(path);
    const isList =
      typeof found === 'object' &&
      found !== null &&
      'data' in found &&
      typeof found.data === 'object' &&
      found.data !== null &&
      'keys' in found.data;
    // a list is answered to LIST alone, which is GET with `list=true`
    if (found === undefined || (isList && url.searchParams.get('list') !== 'true'))
      return void send(response, 404, { errors: ['no handler'] });
    if (typeof found === 'object' && found !== null && 'errors' in found)
      return void send(response, 404, found);
    send(response, 200, found);
  });
  async function lookUp(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body: Record<string, string> = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const about =
      path === 'v1/auth/token/lookup-accessor'
        ? body['accessor']
        : path === 'v1/sys/leases/lookup'
          ? body['lease_id']
          : undefined;
    const found = answers.get(`${path}/${about ?? ''}`);
    const isRefused = typeof found !== 'object' || found === null || 'errors' in found;
    send(response, isRefused ? 403 : 200, found ?? { errors: ['permission denied'] });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function readLive({ secret = token, more = '' } = {}): Promise<readonly Observation[]> {
  const config = locateVault(`http://127.0.0.1:${port}?passwordFrom=env:VAULT_TOKEN${more}`);
  if ('path' in config) throw new TypeError('a URL is live');
  asked = [];
  const signal = new AbortController().signal;
  const open = () => askVault(config, { token: secret, signal, pause: async () => undefined });
  return (await readWhole({ ...vault, read: () => readAnswers(open) }, config, { signal })).all;
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const caught: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(caught instanceof Fault)) throw new TypeError(`no Fault: ${String(caught)}`);
  expect(`${caught.message} ${caught.next}`).not.toContain('canary');
  return caught;
};

describe('Vault, asked itself', () => {
  it('says the same as its export, by GET and two lookups, and keeps no token', async () => {
    trouble = () => false;
    const live = await readLive({ more: '&namespace=admin/team' });
    expect(live).toEqual((await read(folder(acme()))).all);
    const posted = asked.flatMap(({ method, url }) => (method === 'GET' ? [] : [`${method} ${url}`]));
    expect(new Set(posted)).toEqual(
      new Set(['POST /v1/auth/token/lookup-accessor', 'POST /v1/sys/leases/lookup']),
    );
    expect(new Set(asked.map(({ headers }) => headers['x-vault-namespace']))).toEqual(
      new Set(['admin/team']),
    );
    expect(asked.every(({ url }) => !url?.includes('secret'))).toBe(true);
    expect(JSON.stringify(live)).not.toContain('canary');
  });

  it.skipIf(!hasTools)(
    'says the same as what the commands of its page export (needs curl and jq)',
    async () => {
      trouble = () => false;
      const path = await exportByPage('vault', {
        values: {},
        env: { VAULT_ADDR: `http://127.0.0.1:${port}`, VAULT_TOKEN: token, VAULT_NAMESPACE: '' },
      });
      expect((await read({ path })).all).toEqual((await read(folder(acme()))).all);
    },
    180_000,
  );

  it('says what its token may not read, and reads the rest', async () => {
    trouble = (request, response) =>
      request.url?.startsWith('/v1/identity/') === true &&
      send(response, 403, { errors: ['permission denied'] });
    const live = await readLive();
    expect(live.find(({ key }) => key === 'unread/entities')).toMatchObject({
      why: 'Vault answered 403: permission denied',
    });
    expect(live.some(({ key }) => key === 'role/kubernetes/payments')).toBe(true);
  });

  it.each([
    ['with a token that is refused', 'another', () => false, 'source_unreachable', /does not know the token/],
    ['with what is no token', 'canary\r\nx: y', () => false, 'input_invalid', /one line/],
    [
      'of a sealed server',
      token,
      (_: IncomingMessage, r: ServerResponse) => send(r, 503, { errors: ['Vault is sealed'] }),
      'source_unreachable',
      /503 4 times/,
    ],
    [
      'that leads elsewhere',
      token,
      (_: IncomingMessage, r: ServerResponse) => send(r, 307, {}, { location: 'http://127.0.0.2/' }),
      'source_unreachable',
      /moved/,
    ],
  ])('ends %s, without repeating it', async (_what, secret, given, code, message) => {
    trouble = given;
    const fault = await faultOf(readLive({ secret }));
    expect(fault).toMatchObject({ code });
    expect(fault.message).toMatch(message);
  });

  it.each([
    `https://vault.acme.example?passwordFrom=${token}`,
    'https://x:y@vault.acme.example?passwordFrom=env:T',
    'https://vault.acme.example?passwordFrom=env:T&namespace=../x',
  ])('refuses the location %s', async (location) => {
    const fault = await faultOf(Promise.resolve().then(() => locateVault(location)));
    expect(fault.code).toBe('input_invalid');
  });
});

/** Answers as a server could give them that means ill: any value in them bent. */
describe('a Vault that somebody bent', () => {
  it('is read or refused with the next step, and never shows what it should not', async () => {
    const answers = [...acme()];
    const changes = fc.array(fc.nat(answers.length - 1), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(changes, fc.gen(), async (places, gen) => {
        const given = new Map(answers);
        for (const at of places) {
          const [path = '', body] = answers[at] ?? [];
          given.set(
            path,
            gen(() => bent(fc.constant(body))),
          );
        }
        expect(await wrongIn(given)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('has tokens of thousands of sets of policies in no time', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => `t${n}`);
    const given = new Map<string, unknown>([
      ['v1/auth/token/accessors', keys(...many)],
      ...many.map((each, n): [string, unknown] => [
        `v1/auth/token/lookup-accessor/${each}`,
        tokenOf(each, { policies: Array.from({ length: 40 }, (_unused, m) => `p${(n * 7 + m * 13) % 997}`) }),
      ]),
    ]);
    const { summary } = await readWhole(
      { ...vault, read: () => readAnswers(inMemory(given)) },
      { path: root },
    );
    expect(summary.counts.credential).toBe(3000);
  });
});

/** What is wrong with how a read of these answers ends; nothing when it ends well. A bug is thrown. */
async function wrongIn(answers: ReadonlyMap<string, unknown>): Promise<unknown> {
  try {
    const { all } = await readWhole({ ...vault, read: () => readAnswers(inMemory(answers)) }, { path: root });
    return JSON.stringify(all).includes('canary') ? 'a secret' : undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return /\S+ \S+/.test(error.next ?? '') ? undefined : error;
  }
}

const inMemory = (answers: ReadonlyMap<string, unknown>) => async () => ({
  ask: (endpoint: Endpoint<unknown>, where: Where) => answerIn(answers, endpoint, where),
  async *policyFiles() {
    // none
  },
});

async function answerIn(
  answers: ReadonlyMap<string, unknown>,
  endpoint: Endpoint<unknown>,
  where: Where,
): Promise<Answer> {
  const path = pathOfEndpoint(endpoint, where);
  const body = path === undefined ? undefined : answers.get(path);
  if (body === undefined) return { is: 'unread', why: 'it is not there' };
  const list = typeof endpoint.answer === 'object' ? memberOf(body, endpoint.answer.member) : [body];
  return {
    is: 'read',
    items: (async function* () {
      for (const [n, value] of (Array.isArray(list) ? list : []).entries()) yield { at: String(n), value };
    })(),
  };
}
