import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { kubernetes } from '../../src/connectors/kubernetes/index.ts';
import { placeText } from '../../src/connectors/kubernetes/names.ts';
import { addSource, importRead, openAccess } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';
import {
  allowed,
  everyGuise,
  serviceAccountAsker,
  type RbacCluster,
  type Request,
} from '../support/slow-rbac.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder = corpora === undefined ? undefined : join(corpora, 'kubernetes');
const skip =
  folder !== undefined && existsSync(folder)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: manifests of real projects are not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
const own = mkdtempSync(join(tmpdir(), 'countersign-kube-access-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));
let db: Database;
beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

let serial = 0;
async function take(path: string): Promise<string> {
  const source = must(isSourceId, `cluster${++serial}`);
  await addSource(db, { id: source, connector: 'kubernetes', config: {}, at });
  const reading = readSource(kubernetes, {
    config: kubernetes.locate(path),
    now: at,
    signal: new AbortController().signal,
    fingerprint: () => 'f'.repeat(64),
    secret: async () => '',
  });
  const read = await importRead({
    database: db,
    source,
    pages: () => reading.pages,
    startedAt: at,
    now: () => at,
  });
  if (!read.ok) throw new Error(read.message);
  expect(read.value.complete).toBe(true);
  return source;
}

/** The same files by no code of ours: for the slow evaluator. */
const texts = z.array(z.string()).optional();
const object = z.object({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  rules: z
    .array(
      z.object({
        verbs: z.array(z.string()),
        apiGroups: texts,
        resources: texts,
        resourceNames: texts,
        nonResourceURLs: texts,
      }),
    )
    .nullish(),
  roleRef: z.object({ kind: z.enum(['Role', 'ClusterRole']), name: z.string() }).optional(),
  subjects: z
    .array(
      z.object({
        kind: z.enum(['User', 'Group', 'ServiceAccount']),
        name: z.string(),
        namespace: z.string().optional(),
      }),
    )
    .optional(),
});
const items = z.object({ items: z.array(z.unknown()) });

function slowly(path: string): {
  readonly cluster: RbacCluster;
  readonly accounts: { namespace: string; name: string }[];
} {
  const files = path.endsWith('.yaml')
    ? [path]
    : globSync('**/*.yaml', { cwd: path }).map((name) => join(path, name));
  const objects = files
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')))
    .map((document): unknown => ('toJS' in document ? document.toJS() : undefined))
    .flatMap((value) => items.safeParse(value).data?.items ?? [value])
    .flatMap((value) => object.safeParse(value).data ?? []);
  const place = (namespace: string | undefined): string => namespace ?? '(unstated)';
  const of = (kind: string) => objects.filter((each) => each.kind === kind);
  const plain = (rules: (typeof objects)[number]['rules']) =>
    (rules ?? []).map((rule) =>
      Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)),
    );
  const rulesOf = (rules: (typeof objects)[number]['rules']) =>
    plain(rules).map((rule) => ({ verbs: [], ...rule }));
  const bindings = [...of('RoleBinding'), ...of('ClusterRoleBinding')].flatMap(
    ({ kind, metadata, roleRef, subjects = [] }) =>
      roleRef === undefined
        ? []
        : [
            {
              name: metadata.name,
              ...(kind === 'RoleBinding' ? { namespace: place(metadata.namespace) } : {}),
              role: roleRef,
              subjects: subjects.map(({ kind: is, name, namespace }) => ({
                kind: is,
                name,
                ...(namespace === undefined ? {} : { namespace }),
              })),
            },
          ],
  );
  const named = bindings.flatMap((binding) =>
    binding.subjects.flatMap((subject) =>
      subject.kind === 'ServiceAccount'
        ? [{ name: subject.name, namespace: subject.namespace ?? binding.namespace ?? '' }]
        : [],
    ),
  );
  const given = of('ServiceAccount').map(({ metadata }) => ({
    name: metadata.name,
    namespace: place(metadata.namespace),
  }));
  const accounts = new Map([...given, ...named].map((each) => [`${each.namespace}/${each.name}`, each]));
  return {
    accounts: [...accounts.values()],
    cluster: {
      roles: of('Role').map(({ metadata, rules }) => ({
        namespace: place(metadata.namespace),
        name: metadata.name,
        rules: rulesOf(rules),
      })),
      clusterRoles: of('ClusterRole').map(({ metadata, rules }) => ({
        name: metadata.name,
        labels: metadata.labels ?? {},
        rules: rulesOf(rules),
      })),
      bindings,
    },
  };
}

/** Every verb, kind and name that the rules of the corpus name, in every namespace and in none; not all of it is asked. */
function questionsAbout(cluster: RbacCluster, namespaces: readonly string[]): readonly Request[] {
  const rules = [...cluster.roles, ...cluster.clusterRoles].flatMap((role) => role.rules);
  const asked = new Map<string, Request>();
  const outside =
    /^(nodes|persistentvolumes|clusterroles|clusterrolebindings|.*reviews|certificatesigningrequests|.*webhookconfigurations|.*admissionpolic.*|storageclasses|volumeattachments|namespaces|apiservices|customresourcedefinitions|ingressclasses|csinodes|csidrivers)$/;
  for (const rule of rules)
    for (const group of rule.apiGroups ?? [])
      for (const type of rule.resources ?? [])
        for (const verb of [...rule.verbs, 'deletecollection'])
          for (const name of [...(rule.resourceNames ?? []), 'no-such-thing'])
            for (const namespace of [...namespaces.slice(0, 3), '']) {
              const [resource = '', subresource = ''] = (type === '*' ? 'widgets' : type)
                .replace('*/', 'widgets/')
                .split('/');
              const namesNone =
                ['list', 'deletecollection'].includes(verb) || (verb === 'create' && subresource === '');
              if (outside.test(resource) ? namespace !== '' : namespace === '' && verb !== 'list') continue;
              if (verb === '*' || (resource === 'namespaces' && !namesNone)) continue;
              const request = {
                verb,
                group: group === '*' ? 'example.com' : group,
                resource,
                subresource,
                name: namesNone ? '' : name,
                namespace,
              };
              asked.set(JSON.stringify(request), request);
            }
  const all = [...asked.values()];
  const every = Math.max(1, Math.floor(all.length / 400));
  return [
    ...all.filter((_, n) => n % every === 0),
    ...['/metrics', '/metrics/slis', '/healthz'].map((url) => ({ verb: 'get', url })),
  ];
}

const textOf = (request: Request): string =>
  'url' in request
    ? request.url
    : placeText({
        group: request.group,
        type: request.subresource === '' ? request.resource : `${request.resource}/${request.subresource}`,
        name: request.name,
        namespace: request.namespace === '' ? '(cluster)' : request.namespace,
      });

async function compare(path: string): Promise<{
  readonly asked: number;
  readonly yes: number;
  readonly wrong: readonly string[];
}> {
  const source = await take(path);
  const { cluster, accounts } = slowly(path);
  const namespaces = [
    ...new Set([
      ...cluster.bindings.flatMap(({ namespace }) => namespace ?? []),
      ...accounts.map((a) => a.namespace),
    ]),
  ];
  const askers = accounts.map(
    ({ namespace, name }) =>
      [`serviceaccount/${namespace}/${name}`, serviceAccountAsker(namespace, name)] as const,
  );
  const world = {
    accounts,
    users: [],
    groups: ['system:authenticated', 'system:masters', 'system:serviceaccounts'],
  };
  const guises = new Map(askers.map(([key, asker]) => [key, everyGuise(cluster, asker, world)]));
  const access = openAccess(db);
  let yes = 0;
  const wrong: string[] = [];
  const questions = questionsAbout(cluster, namespaces);
  for (const request of questions) {
    const { holders } = await access.whoCan({ action: request.verb, resource: textOf(request) });
    const told = new Set(
      holders.flatMap(({ account, verdict }) =>
        account.source === source && verdict === 'yes' ? [account.key] : [],
      ),
    );
    for (const [key, asker] of askers) {
      const can = allowed(cluster, asker, request);
      const asSomebody = (guises.get(key) ?? []).some((guise) => allowed(cluster, guise, request));
      if (told.has(key) !== can && !(told.has(key) && asSomebody))
        wrong.push(`${key} ${request.verb} ${textOf(request)}: told ${told.has(key)}`);
      if (can) yes++;
    }
  }
  return { asked: questions.length * askers.length, yes, wrong };
}

describe('who can, in a cluster', () => {
  it('answers in the words of kubectl, with the path, through groups, roles and other accounts', async () => {
    const yaml = `
kind: ServiceAccount
apiVersion: v1
metadata: { name: web, namespace: shop }
---
kind: Deployment
apiVersion: apps/v1
metadata: { name: web, namespace: shop }
spec: { template: { spec: { serviceAccountName: web } } }
---
kind: ServiceAccount
apiVersion: v1
metadata: { name: ci, namespace: build }
---
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: { name: secret-reader }
rules: [{ apiGroups: [''], resources: [secrets], verbs: [get, list] }]
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: { name: readers, namespace: shop }
roleRef: { kind: ClusterRole, name: secret-reader }
subjects: [{ kind: ServiceAccount, name: web }, { kind: User, name: ada@example.com }]
---
kind: Role
apiVersion: rbac.authorization.k8s.io/v1
metadata: { name: tokens, namespace: shop }
rules: [{ apiGroups: [''], resources: [serviceaccounts/token], resourceNames: [web], verbs: [create] }]
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: { name: tokens, namespace: shop }
roleRef: { kind: Role, name: tokens }
subjects: [{ kind: ServiceAccount, name: ci, namespace: build }]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: { name: admins }
roleRef: { kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: User, name: root@example.com }]
`;
    writeFileSync(join(own, 'shop.yaml'), yaml);
    const source = await take(join(own, 'shop.yaml'));
    const access = openAccess(db);
    const ask = async (action: string, resource: string): Promise<readonly string[]> => {
      const also = kubernetes.spellings?.({ action, resource }) ?? [];
      const { holders } = await access.whoCan({ action, resource, also });
      return holders
        .filter(({ account }) => account.source === source)
        .map(
          ({ account, verdict, path }) =>
            `${verdict} ${account.key} by ${path.map(({ to }) => to.key).join(' > ')}`,
        );
    };
    expect(await ask('get', 'secrets/db in shop')).toEqual([
      'yes Deployment/shop/web by serviceaccount/shop/web > ClusterRole/secret-reader in shop > get#core:secrets * in shop',
      'yes serviceaccount/build/ci by Role/shop/tokens > serviceaccount/shop/web > ClusterRole/secret-reader in shop > get#core:secrets * in shop',
      'yes serviceaccount/shop/web by ClusterRole/secret-reader in shop > get#core:secrets * in shop',
      'yes user/ada@example.com by ClusterRole/secret-reader in shop > get#core:secrets * in shop',
      'yes user/root@example.com by ClusterRole/cluster-admin > *#*:* * in *',
    ]);
    const admin = ['yes user/root@example.com by ClusterRole/cluster-admin > *#*:* * in *'];
    expect(await ask('get', 'secrets in build')).toEqual(admin);
    expect(await ask('delete', 'secrets in shop')).toEqual(admin);
    expect(await ask('delete', 'nodes')).toEqual(admin);
    expect(await ask('get', '/metrics')).toEqual([
      'yes user/root@example.com by ClusterRole/cluster-admin > *#/*',
    ]);
    // a namespace by its name: whoever can do it to anything in it
    expect(await ask('get', 'shop')).toHaveLength(5);
    expect(await ask('get', 'build')).toEqual([]);
    expect(await ask('SELECT', 'customers')).toEqual([]);
  });
});

describe.skipIf(skip !== undefined)(
  `manifests that somebody else made${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    it.each([
      ['kube-prometheus', 300],
      ['argo-cd', 100],
      ['argo-cd-install.yaml', 100],
    ])('answers every question about %s as RBAC’s rules do', async (name, least) => {
      const { asked, yes, wrong } = await compare(join(folder ?? '', name));
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(1000);
      expect(yes).toBeGreaterThan(least);
    });
  },
);
