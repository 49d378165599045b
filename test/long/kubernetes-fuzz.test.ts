import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { kubernetes } from '../../src/connectors/kubernetes/index.ts';
import { kubernetesTechniques } from '../../src/estate/escalation/kubernetes/index.ts';
import { Fault, instantOf, type Observation } from '../../src/model/index.ts';
import { monotonicMs } from '../../src/platform/clock.ts';
import { everythingOf } from '../support/escalation-of.ts';
import { bent, bodyText } from '../support/hostile-json.ts';

/**
 * Manifests from strangers: whatever the bytes, they are read or refused, soon, and nothing of a secret is repeated; what was
 * read is asked who can do what, and what it could become.
 */
const root = mkdtempSync(join(tmpdir(), 'countersign-kube-fuzz-'));
afterAll(() => rmSync(root, { recursive: true }));

const canary = 'canary-that-nobody-may-see';
const rbac = 'rbac.authorization.k8s.io/v1';
const cluster = {
  kind: 'List',
  apiVersion: 'v1',
  items: [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a', namespace: 'n', labels: { x: 'y' } } },
    {
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata: { name: 'c', labels: { to: 'x' } },
      rules: [
        {
          apiGroups: ['', '*'],
          resources: ['secrets', '*/scale'],
          verbs: ['get', '*'],
          resourceNames: ['s'],
        },
        { nonResourceURLs: ['/metrics', '*'], verbs: ['get'] },
        {
          apiGroups: [''],
          resources: ['users', 'groups', 'serviceaccounts/token'],
          verbs: ['impersonate', 'create'],
        },
      ],
    },
    {
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata: { name: 'd' },
      aggregationRule: {
        clusterRoleSelectors: [
          { matchLabels: { to: 'x' }, matchExpressions: [{ key: 'to', operator: 'In', values: ['x'] }] },
        ],
      },
      rules: null,
    },
    {
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: { name: 'b', namespace: 'n' },
      roleRef: { kind: 'ClusterRole', name: 'd' },
      subjects: [
        { kind: 'ServiceAccount', name: 'a' },
        { kind: 'User', name: 'u@example.com' },
        { kind: 'Group', name: 'g' },
      ],
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 't', namespace: 'n', annotations: { 'kubernetes.io/service-account.name': 'a' } },
      data: { token: Buffer.from(canary).toString('base64') },
      stringData: { token: canary },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'j', namespace: 'n' },
      spec: {
        jobTemplate: {
          spec: {
            template: {
              spec: {
                serviceAccountName: 'a',
                volumes: [{ projected: { sources: [{ serviceAccountToken: { audience: 'x' } }] } }],
              },
            },
          },
        },
      },
    },
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'w.x' },
      spec: { group: 'x', scope: 'Cluster', names: { plural: 'w' } },
    },
  ],
};

/** Block YAML of a value, so that what is bent is bent in the form that people write. */
function yamlOf(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return value.length === 0
      ? ' []'
      : value.map((each) => `\n${indent}-${yamlOf(each, `${indent}  `)}`).join('');
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return entries.length === 0
      ? ' {}'
      : entries
          .map(([key, each]) => `\n${indent}${JSON.stringify(key)}:${yamlOf(each, `${indent}  `)}`)
          .join('');
  }
  return ` ${JSON.stringify(value) ?? 'null'}`;
}

const yamlWords = [
  '\n---\n',
  '\n...\n',
  '\nitems:\n',
  '- ',
  '&a ',
  '*a ',
  '<<: *a\n',
  '{{ .Values.x }}',
  '|\n',
  '>\n',
  '!!binary ',
  '? ',
  '[',
  '{',
  '\t',
  '"',
  "'",
  '#',
  '%YAML 9\n',
  ': ',
  '\0',
  '\u0085',
  '\r',
];

const texts = fc.oneof(
  bodyText(bent(fc.constant(cluster))).map((text) => ({ name: 'a.json', text })),
  bodyText(bent(fc.constant(cluster))).map((text) => ({ name: 'a.yaml', text })),
  bent(fc.constant(cluster)).map((value) => ({ name: 'a.yaml', text: yamlOf(value).trimStart() })),
  fc
    .array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.constantFrom(...yamlWords)), {
      minLength: 1,
      maxLength: 6,
    })
    .map((changes) => {
      let text = cluster.items.map((item) => `---${yamlOf(item)}\n`).join('');
      for (const [place, drop, put] of changes) {
        const at = place % text.length;
        text = text.slice(0, at) + put + text.slice(at + drop);
      }
      return { name: 'a.yml', text };
    }),
);

const seconds = 120;

test(`reads or refuses whatever it is given, and goes through what it read, for ${seconds} seconds`, async () => {
  let [read, refused, slowest, steps] = [0, 0, 0, 0];
  await fc.assert(
    fc.asyncProperty(texts, async ({ name, text }) => {
      const path = join(root, name);
      writeFileSync(path, text);
      const began = monotonicMs();
      const reading = readSource(kubernetes, {
        config: { path },
        now: instantOf(0),
        signal: new AbortController().signal,
        fingerprint: () => 'f'.repeat(64),
        secret: async () => '',
      });
      let told = '';
      let next = 'none needed';
      const all: Observation[] = [];
      try {
        for await (const page of reading.pages) {
          told += JSON.stringify(page);
          all.push(...page.observations);
        }
        read++;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        next = error.next ?? '';
        told = `${error.message} ${error.next ?? ''}`;
        refused++;
      }
      steps += (await everythingOf(kubernetesTechniques, all)).becomings.length;
      slowest = Math.max(slowest, monotonicMs() - began);
      expect(next).toMatch(/\S+ \S+/);
      expect(told).not.toContain(canary);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 10_000_000, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false },
  );
  process.stderr.write(
    `kubernetes fuzz: ${read} read, ${refused} refused, ${steps} steps, the slowest in ${Math.round(slowest)} ms\n`,
  );
  expect(Math.min(read, refused)).toBeGreaterThan(100);
  expect(steps).toBeGreaterThan(read);
  expect(slowest).toBeLessThan(30_000);
});
