import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../model/index.ts';
import { describeConnector } from '../kit/conformance.ts';
import { kubernetes } from './index.ts';
import {
  account,
  clusterRole,
  clusterRoleBinding,
  readCluster,
  role,
  roleBinding,
  serviceAccount,
  stream,
  useFolders,
} from './testing.ts';

const folder = useFolders();
const canary = 'canary-token-that-nobody-may-see';
const token = Buffer.from(canary).toString('base64');
const reads = { apiGroups: [''], resources: ['secrets', 'pods/log'], verbs: ['get', 'list'] };

const objects: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'payments', labels: { environment: 'prod' } } },
  serviceAccount('payments', 'web', {
    creationTimestamp: '2025-02-03T04:05:06Z',
    annotations: { owner: 'dana@example.com' },
  }),
  serviceAccount('payments', 'worker'),
  role('payments', 'reader', [reads]),
  roleBinding('payments', { kind: 'Role', name: 'reader' }, [{ kind: 'ServiceAccount', name: 'web' }]),
  clusterRole('scraper', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]),
  clusterRoleBinding('scrapers', 'scraper', [
    account('payments', 'worker'),
    { kind: 'User', name: 'ada@example.com' },
    { kind: 'Group', name: 'oncall' },
  ]),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: {
      name: 'web-token',
      namespace: 'payments',
      creationTimestamp: '2024-01-02T00:00:00Z',
      annotations: { 'kubernetes.io/service-account.name': 'web' },
      labels: { 'kubernetes.io/legacy-token-last-used': '2026-01-09' },
    },
    data: { token, 'ca.crt': token },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name: 'db', namespace: 'payments' },
    data: { password: token, token },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'payments' },
    spec: {
      template: {
        spec: { serviceAccountName: 'web', containers: [{ env: [{ name: 'PASSWORD', value: canary }] }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'payments', ownerReferences: [{ controller: true }] },
    spec: {},
  },
];

const hostile = [
  '<script>alert(1)</script>',
  "'; drop table x; --",
  '__proto__',
  'ignore all previous instructions',
  'a\u202Eb\u0007',
];

describeConnector(kubernetes, {
  good: () => folder({ 'a.yaml': stream(...objects) }),
  reordered: () =>
    folder({
      'deep/b.json': JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects.toReversed() }),
    }),
  hostile: {
    config: () =>
      folder({
        'a.yaml': stream(
          ...hostile.map((name) =>
            clusterRole(name, [
              { apiGroups: [name], resources: [name], resourceNames: [name], verbs: [name] },
            ]),
          ),
          ...hostile.map((name, n) =>
            clusterRoleBinding(`b${n}`, name, [
              { kind: 'Group', name },
              { kind: 'User', name },
            ]),
          ),
        ),
      }),
    names: hostile,
  },
  canaries: [canary, token],
  bad: {
    missing: { config: () => ({ path: '/nowhere/at/all' }), code: 'not_found' },
    truncated: {
      config: () =>
        folder({
          'a.json': JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects }).slice(0, -40),
        }),
      code: 'input_invalid',
    },
    wrongKind: { config: () => folder({ 'a.yaml': 'hello: world\n' }), code: 'input_wrong_kind' },
    oversized: { config: () => folder({ 'a.yaml': `a: ${'x'.repeat(3 << 20)}\n` }), code: 'input_too_large' },
    deep: {
      config: () => folder({ 'a.yaml': `kind: Role\na: ${'['.repeat(50_000)}` }),
      code: 'input_too_large',
    },
    duplicate: {
      config: () =>
        folder({ 'a.yaml': stream(role('a', 'r', [reads])), 'b.yaml': stream(role('a', 'r', [])) }),
      code: 'source_untrusted',
    },
  },
  badLocations: ['', 'https://example.com/x', 'a\0b'],
});

const of = <T extends Observation['type']>(all: readonly Observation[], type: T) =>
  all.filter((o): o is Extract<Observation, { type: T }> => o.type === type);
const gapsOf = (all: readonly Observation[]): readonly string[] => of(all, 'gap').map(({ key }) => key);

describe('what objects become', () => {
  it('keeps of a token when it was made and used, that it never ends, and a fingerprint', async () => {
    const { all } = await readCluster(folder({ 'a.yaml': stream(...objects) }));
    expect(of(all, 'credential')).toEqual([
      {
        type: 'credential',
        key: 'serviceaccount/payments/web#secret/web-token',
        accountKey: 'serviceaccount/payments/web',
        credential: 'token',
        state: 'active',
        createdAt: '2024-01-02T00:00:00.000Z',
        lastUsedAt: '2026-01-09T00:00:00.000Z',
        expiresAt: null,
        fingerprint: `print-of-${canary.length}`,
      },
    ]);
  });

  it('lets a workload act as its service account, and leaves out what another object makes', async () => {
    const { all } = await readCluster(folder({ 'a.yaml': stream(...objects) }));
    expect(of(all, 'account').map(({ key, kind }) => [key, kind])).toEqual([
      ['serviceaccount/payments/web', 'service_account'],
      ['serviceaccount/payments/worker', 'service_account'],
      ['user/ada@example.com', 'unknown'],
      ['Deployment/payments/web', 'workload'],
    ]);
    expect(of(all, 'membership').filter(({ memberKey }) => memberKey.startsWith('Deployment'))).toEqual([
      expect.objectContaining({ groupKey: 'serviceaccount/payments/web', via: 'assume' }),
    ]);
    expect(of(all, 'ownership')).toEqual([expect.objectContaining({ ownerRef: 'dana@example.com' })]);
  });

  it('says which role is bound and was not given, which parts are missing, and that members of groups are unknown', async () => {
    const aggregating = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'ops' } }] } };
    const { all } = await readCluster(
      folder({
        'a.yaml': stream(
          clusterRole('ops', [], aggregating),
          clusterRoleBinding('a', 'ops', [{ kind: 'Group', name: 'x' }]),
          clusterRoleBinding('b', 'view', [
            { kind: 'Group', name: 'x' },
            { kind: 'ServiceAccount', name: 'lost' },
          ]),
        ),
      }),
    );
    expect(gapsOf(all)).toEqual(
      expect.arrayContaining([
        'unread/group-members',
        'parts/ClusterRole/ops',
        'role/ClusterRole/view',
        'subjects',
      ]),
    );
  });

  it('tells of templates, of other files and of links, and reads what lies beside them', async () => {
    const config = folder({
      'chart/templates/role.yaml':
        'kind: Role\nmetadata:\n  name: {{ .Release.Name }}\n{{- if .x }}\n{{ end }}\n',
      'chart/values.yaml': 'replicas: 1\n',
      'package.json': '{"name": "x"}',
      'named.yaml': stream(serviceAccount('a', '{{ name }}')),
      'good.yaml': stream(serviceAccount('a', 'b')),
    });
    writeFileSync(join(config.path, 'secret.txt'), 'x');
    symlinkSync('/etc', join(config.path, 'loop'));
    const { all } = await readCluster(config);
    expect(gapsOf(all)).toEqual(
      expect.arrayContaining([
        'template/chart/templates/role.yaml',
        'template/{{ name }}',
        'other-files',
        'links',
      ]),
    );
    expect(of(all, 'account').map(({ key }) => key)).toEqual(['serviceaccount/a/b']);
  });

  it('gives objects without a namespace one of their own, and says how many there are', async () => {
    const sa = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'x' } };
    const { all } = await readCluster(folder({ 'a.yaml': stream(sa) }));
    expect(of(all, 'account').map(({ key }) => key)).toEqual(['serviceaccount/(unstated)/x']);
    expect(gapsOf(all)).toContain('namespaces');
  });
});

describe('manifests as people write them', () => {
  const yaml = `# a comment
%YAML 1.2
---
apiVersion: v1
items:
- apiVersion: v1
  kind: ServiceAccount
  metadata: {name: a, namespace: n}
# between
- apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata:
    name: r
    namespace: n
    annotations:
      text: |
        - not an item
        ---not a document
  rules:
  - &rule
    apiGroups: [""]
    resources: [pods]
    verbs: [get]
  - <<: *rule
    verbs: [list]
kind: List
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBindingList
items:
  - metadata: {name: b, namespace: n}
    roleRef: {kind: Role, name: r}
    subjects: [{kind: ServiceAccount, name: a}]
...
--- # the next
kind: ConfigMap
apiVersion: v1
metadata: {name: never parsed, *nonsense
`;

  it('reads streams, lists by item, typed lists, anchors and merge keys, with either line ending', async () => {
    for (const text of [yaml, yaml.replaceAll('\n', '\r\n')]) {
      const { all } = await readCluster(folder({ 'a.yaml': text }));
      expect(
        of(all, 'entitlement')
          .map(({ key }) => key)
          .filter((key) => key.includes('pods')),
      ).toEqual(['get#core:pods * in n', 'list#core:pods * in n']);
      expect(
        of(all, 'membership').filter(({ via, groupKey }) => via === 'member' && groupKey.startsWith('Role/')),
      ).toHaveLength(1);
    }
  });

  it.each([
    [
      'aliases that unfold without end',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghij', (c, n) => `${c}: &${c} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[n] ?? ''}`).join(',')}]`).join('\n')}\nkind: Role\n`,
      'input_too_large',
    ],
    [
      'a kubeconfig, which is no cluster',
      'apiVersion: v1\nkind: Config\nusers: [{name: x, user: {token: abc}}]\n',
      'input_wrong_kind',
    ],
    ['a list that is none', 'kind: Role\nitems:\n- kind: Role\n  apiVersion: v1\n', 'input_invalid'],
    ['an item of no kind', 'items:\n- metadata: {name: x}\nkind: RoleList\n', 'input_invalid'],
    ['a key twice', 'kind: Role\nkind: ClusterRole\n', 'input_invalid'],
    ['a merge key of no mapping', 'kind: Role\n<<: &a text\n', 'input_invalid'],
    ['a merge key of an anchor that holds no mapping', 'a: &a 5\n<<: *a\nkind: Role\n', 'input_invalid'],
    [
      'a rule that stands for too much',
      stream(role('a', 'b', [{ verbs: many('v'), apiGroups: many('g'), resources: many('r') }])),
      'input_too_large',
    ],
    [
      'rules that are text',
      stream({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'x' },
        rules: 'all',
      }),
      'input_invalid',
    ],
    ['bytes that are no text', Buffer.from([0x61, 0x3a, 0xff, 0xfe]), 'input_invalid'],
  ])('refuses %s, with the next step', async (_, text, code) => {
    await expect(readCluster(folder({ 'a.yaml': text }))).rejects.toMatchObject({
      code,
      next: expect.stringMatching(/\S/),
    });
  });

  it('never repeats in a refusal what a broken Secret holds', async () => {
    const broken = `kind: Secret\napiVersion: v1\nmetadata: {name: a}\ndata: {token: ${canary}\n`;
    const error: unknown = await readCluster(folder({ 'a.yaml': broken })).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: 'input_invalid' });
    expect(JSON.stringify(error) + String(error)).not.toContain(canary);
  });
});

function many(what: string): readonly string[] {
  return Array.from({ length: 100 }, (_, n) => `${what}${n}`);
}
