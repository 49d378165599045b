import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { must, isSourceId } from '../../src/model/index.ts';
import { useEscalation } from '../support/escalation-world.ts';

const world = useEscalation();

/** One cluster that has everything a technique could lead to; `me` is bound to the role of each case. */
const cluster = `
{apiVersion: v1, kind: Namespace, metadata: {name: app}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: me, namespace: app}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: admin, namespace: app}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: other, namespace: ops}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: app}, spec: {template: {spec: {serviceAccountName: admin}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: single, namespace: ops}, spec: {serviceAccountName: other}}
---
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata: {name: admin-token, namespace: app, annotations: {kubernetes.io/service-account.name: admin}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admins}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: admin, namespace: app}, {kind: User, name: ana@acme.example}]
`;

type Rule = Readonly<
  Record<'verbs' | 'apiGroups' | 'resources' | 'resourceNames', readonly string[] | undefined>
>;
const rule = (verbs: string, on: string, names?: string): Partial<Rule> => {
  const [group = '', resources = ''] = on.split(':');
  return {
    verbs: verbs.split(' '),
    apiGroups: [group],
    resources: resources.split(' '),
    ...(names === undefined ? {} : { resourceNames: names.split(' ') }),
  };
};

interface Case {
  readonly name: string;
  /** Bound in namespace `app`, or in the whole cluster. */
  readonly in: 'app' | 'cluster';
  readonly rules: readonly Partial<Rule>[];
  readonly opens: readonly string[];
}
const rbac = 'rbac.authorization.k8s.io';

const certified = ['any user', 'any service account', 'any group but system:masters'].map(
  (whom) => `client-certificate → ${whom} ?`,
);

/** Hit, clear and depends for each technique: what the role of `me` opens, and nothing else. */
const cases: readonly Case[] = [
  {
    name: 'reading secrets where a token lies',
    in: 'app',
    rules: [rule('get', ':secrets')],
    opens: ['read-token → any token that lies in a Secret in app'],
  },
  {
    name: 'listing secrets of every namespace',
    in: 'cluster',
    rules: [rule('list', ':secrets')],
    opens: ['read-token → any token that lies in a Secret'],
  },
  {
    name: 'reading one secret that holds a token',
    in: 'app',
    rules: [rule('get', ':secrets', 'admin-token')],
    opens: ['read-token → app/admin'],
  },
  {
    name: 'reading one secret that holds none',
    in: 'app',
    rules: [rule('get', ':secrets', 'tls')],
    opens: [],
  },
  { name: 'reading config maps', in: 'cluster', rules: [rule('get list watch', ':configmaps')], opens: [] },
  {
    name: 'making secrets without reading them',
    in: 'app',
    rules: [rule('create', ':secrets')],
    opens: ['make-token → any service account in app ?'],
  },
  {
    name: 'making and reading secrets',
    in: 'app',
    rules: [rule('create get', ':secrets')],
    opens: ['make-token → any service account in app', 'read-token → any token that lies in a Secret in app'],
  },
  {
    name: 'requesting tokens of one namespace',
    in: 'app',
    rules: [rule('create', ':serviceaccounts/token')],
    opens: ['request-token → any service account in app'],
  },
  {
    name: 'requesting tokens of one account',
    in: 'app',
    rules: [rule('create', ':serviceaccounts/token', 'admin')],
    opens: ['request-token → app/admin'],
  },
  {
    name: 'making service accounts, without tokens',
    in: 'app',
    rules: [rule('create get', ':serviceaccounts')],
    opens: [],
  },
  {
    name: 'starting pods',
    in: 'app',
    rules: [rule('create', ':pods')],
    opens: ['create-pod → any service account in app ?', 'node-from-pod → anything that runs ?'],
  },
  {
    name: 'looking at pods and their logs',
    in: 'app',
    rules: [rule('get list', ':pods pods/log')],
    opens: [],
  },
  {
    name: 'changing a deployment',
    in: 'app',
    rules: [rule('patch', 'apps:deployments')],
    opens: ['change-workload → any service account in app ?'],
  },
  { name: 'scaling a deployment', in: 'app', rules: [rule('patch', 'apps:deployments/scale')], opens: [] },
  {
    name: 'commands in pods',
    in: 'app',
    rules: [rule('create', ':pods/exec')],
    opens: ['exec → anything that runs in app'],
  },
  {
    name: 'commands in one pod that is known',
    in: 'cluster',
    rules: [rule('create', ':pods/exec', 'single')],
    opens: ['exec → Pod ops/single'],
  },
  {
    name: 'commands in one pod that is not known',
    in: 'app',
    rules: [rule('create', ':pods/exec', 'web-1')],
    opens: ['exec → anything that runs in app ?'],
  },
  {
    name: 'debugging containers',
    in: 'app',
    rules: [rule('patch', ':pods/ephemeralcontainers')],
    opens: ['ephemeral-container → anything that runs in app'],
  },
  {
    name: 'changing pods',
    in: 'app',
    rules: [rule('update', ':pods')],
    opens: ['change-pod → anything that runs in app'],
  },
  {
    name: 'kubelets',
    in: 'cluster',
    rules: [rule('get', ':nodes/proxy')],
    opens: ['node-proxy → anything that runs'],
  },
  {
    name: 'kubelets of one node',
    in: 'cluster',
    rules: [rule('get', ':nodes/proxy', 'n1')],
    opens: ['node-proxy → anything that runs ?'],
  },
  { name: 'nodes alone', in: 'cluster', rules: [rule('get list', ':nodes nodes/status')], opens: [] },
  {
    name: 'impersonating users',
    in: 'cluster',
    rules: [rule('impersonate', ':users')],
    opens: ['impersonate-user → any user'],
  },
  {
    name: 'impersonating one user',
    in: 'cluster',
    rules: [rule('impersonate', ':users', 'ana@acme.example')],
    opens: ['impersonate-user → ana@acme.example'],
  },
  {
    name: 'impersonating nobody that is known',
    in: 'cluster',
    rules: [rule('impersonate', ':users', 'zoe')],
    opens: [],
  },
  {
    name: 'impersonating groups without a user',
    in: 'cluster',
    rules: [rule('impersonate', ':groups', 'system:masters')],
    opens: ['impersonate-group → system:masters ?'],
  },
  {
    name: 'impersonating groups with a user',
    in: 'cluster',
    rules: [rule('impersonate', ':groups'), rule('impersonate', ':users', 'zoe')],
    opens: ['impersonate-group → any group ?'],
  },
  {
    name: 'impersonating groups with any user',
    in: 'cluster',
    rules: [rule('impersonate', ':groups users')],
    opens: ['impersonate-group → any group', 'impersonate-user → any user'],
  },
  {
    name: 'binding any role',
    in: 'cluster',
    rules: [rule('bind', `${rbac}:clusterroles`), rule('create', `${rbac}:clusterrolebindings`)],
    opens: ['bind-role → everything in the cluster CLUSTER'],
  },
  {
    name: 'binding without making bindings',
    in: 'cluster',
    rules: [rule('bind', `${rbac}:clusterroles`)],
    opens: ['bind-role → everything in the cluster CLUSTER ?'],
  },
  {
    name: 'making bindings without bind: only of what one has',
    in: 'cluster',
    rules: [rule('create patch', `${rbac}:clusterrolebindings rolebindings`)],
    opens: [],
  },
  {
    name: 'writing rights into roles',
    in: 'cluster',
    rules: [rule('escalate update', `${rbac}:clusterroles`)],
    opens: ['escalate-role → everything in the cluster CLUSTER'],
  },
  {
    name: 'writing rights into roles of a namespace',
    in: 'app',
    rules: [rule('escalate patch', `${rbac}:roles`)],
    opens: ['escalate-role → everything in namespace app'],
  },
  {
    name: 'escalate without changing roles',
    in: 'app',
    rules: [rule('escalate', `${rbac}:roles`)],
    opens: ['escalate-role → everything in namespace app ?'],
  },
  {
    name: 'changing roles without escalate',
    in: 'cluster',
    rules: [rule('create update patch', `${rbac}:clusterroles roles`)],
    opens: [],
  },
  {
    name: 'webhooks that change objects',
    in: 'cluster',
    rules: [rule('create', 'admissionregistration.k8s.io:mutatingwebhookconfigurations')],
    opens: ['mutating-webhook → everything in the cluster CLUSTER ?'],
  },
  {
    name: 'looking at webhooks',
    in: 'cluster',
    rules: [rule('get', 'admissionregistration.k8s.io:mutatingwebhookconfigurations')],
    opens: [],
  },
  {
    name: 'approving alone',
    in: 'cluster',
    rules: [rule('update', 'certificates.k8s.io:certificatesigningrequests/approval')],
    opens: certified,
  },
  {
    name: 'requesting and approving certificates',
    in: 'cluster',
    rules: [
      rule('update', 'certificates.k8s.io:certificatesigningrequests/approval'),
      rule('create', 'certificates.k8s.io:certificatesigningrequests'),
      rule('approve', 'certificates.k8s.io:signers', 'kubernetes.io/kube-apiserver-client'),
    ],
    opens: certified,
  },
  {
    name: 'what lies in no namespace, from one',
    in: 'app',
    rules: [rule('*', ':serviceaccounts nodes/proxy users groups persistentvolumes')],
    opens: ['impersonate-service-account → any service account in app'],
  },
  {
    name: 'all of RBAC in a namespace',
    in: 'app',
    rules: [rule('*', `${rbac}:*`)],
    opens: [
      'bind-role → everything in namespace app',
      'bind-role → any Role in app',
      'escalate-role → everything in namespace app',
    ],
  },
  {
    name: 'binding cluster roles in a namespace',
    in: 'app',
    rules: [rule('bind', `${rbac}:clusterroles`), rule('create', `${rbac}:rolebindings`)],
    opens: ['bind-role → everything in namespace app'],
  },
  {
    name: 'requesting certificates',
    in: 'cluster',
    rules: [rule('create get', 'certificates.k8s.io:certificatesigningrequests')],
    opens: [],
  },
  {
    name: 'volumes and pods',
    in: 'cluster',
    rules: [rule('create', ':persistentvolumes')],
    opens: ['persistent-volume → anything that runs ?'],
  },
  {
    name: 'everything of a namespace',
    in: 'app',
    rules: [rule('*', '*:*')],
    opens: ['everything → everything in namespace app'],
  },
  {
    name: 'everything',
    in: 'cluster',
    rules: [rule('*', '*:*')],
    opens: ['everything → everything in the cluster CLUSTER'],
  },
];

describe('what a role in Kubernetes leads to', () => {
  it.each(cases.map((each, n) => ({ ...each, n })))('$name', async ({ in: place, rules, opens, n }) => {
    const source = `cluster-${n}`;
    const namespaced = place === 'app';
    const kind = namespaced ? 'Role' : 'ClusterRole';
    const namespace = namespaced ? { namespace: 'app' } : {};
    const objects = [
      { apiVersion: `${rbac}/v1`, kind, metadata: { name: 'own', ...namespace }, rules },
      {
        apiVersion: `${rbac}/v1`,
        kind: `${kind}Binding`,
        metadata: { name: 'own', ...namespace },
        roleRef: { apiGroup: rbac, kind, name: 'own' },
        subjects: [{ kind: 'ServiceAccount', name: 'me', namespace: 'app' }],
      },
    ];
    await world.takeManifests(
      source,
      `${cluster}\n---\n${objects.map((each) => JSON.stringify(each)).join('\n---\n')}\n`,
    );
    const role = namespaced ? 'own in app' : 'own';
    const found = await world.openedInCluster(source);
    const own = found
      .filter((line) => line.startsWith(`${role}: `))
      .map((line) => line.slice(`${role}: kubernetes-`.length));
    expect(own.toSorted()).toEqual(opens.map((each) => each.replace('CLUSTER', source)).toSorted());
  });
});

describe('paths in a cluster', () => {
  it('are told step by step, with what each rests on and what taking it away cuts', async () => {
    const source = must(isSourceId, 'told');
    await world.takeManifests(
      source,
      `${cluster}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: deploy, namespace: app}, rules: [{verbs: [create], apiGroups: [""], resources: [pods]}, {verbs: [get], apiGroups: [""], resources: [secrets]}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deploy, namespace: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deploy}
subjects: [{kind: ServiceAccount, name: me, namespace: app}, {kind: User, name: bo@acme.example}]
`,
    );
    const me = { entity: 'account', source, key: 'serviceaccount/app/me' } as const;
    const found = await world
      .engine()
      .paths({ from: [me], to: [{ power: `kubernetes/${source}` }], limit: 100 });
    if (!found.ok) throw new Error(found.message);
    const { nodes, steps, sure, cheapest, everyPathUses } = found.value;
    const label = new Map(nodes.map(({ id, label }) => [id, label]));
    const step = new Map(steps.map((each) => [each.id, each]));
    expect(
      sure?.steps.map((id) => [
        step.get(id)?.technique ?? step.get(id)?.how,
        label.get(step.get(id)?.to ?? ''),
      ]),
    ).toEqual([
      ['membership', 'deploy in app'],
      ['kubernetes-read-token', 'any token that lies in a Secret in app'],
      ['part-of', 'app/admin'],
      ['membership', 'cluster-admin'],
      ['kubernetes-everything', `everything in the cluster ${source}`],
    ]);
    expect(cheapest?.cost).toBe(2);
    const reads = steps.find(({ technique }) => technique === 'kubernetes-read-token');
    expect(reads?.because[0]).toMatchObject({ entity: 'grant', source });
    expect(reads?.says).toEqual(['get on core:secrets * in app']);
    // the two ways into `admin` part again before it: only what is behind is on all of them
    expect(everyPathUses.map((id) => label.get(step.get(id)?.to ?? ''))).toEqual(
      expect.arrayContaining(['deploy in app', 'cluster-admin']),
    );
    const become = await world.engine().couldBecome({ from: [me], limit: 5 });
    if (!become.ok) throw new Error(become.message);
    expect(become.value.totals).toMatchObject({ powers: 1 });
    expect(become.value.paths.length).toBe(5);
    expect(become.value.truncated).toBe(true);
    const chokes = await world.engine().toCrownJewels({ limit: 500 });
    expect(
      chokes.powers.find(({ node }) =>
        chokes.nodes.find(({ id }) => id === node)?.label.endsWith(` ${source}`),
      ),
    ).toMatchObject({
      identities: expect.any(Number),
    });
  });

  it('refuse an end that is not there, and are none where there is none', async () => {
    const source = must(isSourceId, 'told');
    const from = { entity: 'account', source, key: 'serviceaccount/ops/other' } as const;
    const none = await world
      .engine()
      .paths({ from: [from], to: [{ power: `kubernetes/${source}` }], limit: 10 });
    expect(none).toMatchObject({ ok: true, value: { everyPathUses: [], totalSteps: 0 } });
    expect(none.ok && none.value.shortest).toBeUndefined();
    for (const to of [
      { power: '__proto__' },
      { entity: 'account', source, key: 'x'.repeat(10_000) },
    ] as const)
      expect(await world.engine().paths({ from: [from], to: [to], limit: 10 })).toMatchObject({
        ok: false,
        code: 'not_found',
      });
  });
});

const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder = corpora === undefined ? '' : join(corpora, 'kubernetes');
const isThere = existsSync(join(folder, 'argo-cd-install.yaml'));
if (!isThere)
  process.stderr.write(
    'skipped: COUNTERSIGN_CORPORA is unset: escalation in manifests of real projects is not tried\n',
  );

/** What each of these service accounts could come to: powers and other accounts, for sure or at all. */
async function reach(
  source: string,
  key: string,
): Promise<readonly [sure: readonly string[], all: readonly string[]]> {
  const from = { entity: 'account', source: must(isSourceId, source), key } as const;
  const found = await world.engine().couldBecome({ from: [from], limit: 1000 });
  if (!found.ok) throw new Error(found.message);
  const nodes = new Map(found.value.nodes.map((node) => [node.id, node]));
  const told = found.value.paths.filter(({ to }) => ['power', 'account'].includes(nodes.get(to)?.kind ?? ''));
  const names = (paths: typeof told): readonly string[] =>
    paths.map(({ to }) => nodes.get(to)?.label ?? '').toSorted();
  return [names(told.filter(({ certainty }) => certainty === 'sure')), names(told)];
}

// read in the manifests by hand: rules of the ClusterRoles and Roles, and whom their bindings name
describe.skipIf(!isThere)('in manifests of real projects', () => {
  it('Argo CD: its controller is administrator; its server could become anybody there; others nobody', async () => {
    await world.takeManifests('argo', { path: join(folder, 'argo-cd-install.yaml') });
    const power = 'everything in the cluster argo';
    // ClusterRole argocd-application-controller: apiGroups, resources and verbs are all '*'
    expect((await reach('argo', 'serviceaccount/argocd/argocd-application-controller'))[0]).toContain(power);
    // ClusterRole argocd-server: delete, get and patch on '*': get on pods/exec and nodes/proxy, patch on workloads and webhooks
    const [sure, all] = await reach('argo', 'serviceaccount/argocd/argocd-server');
    // these manifests hold RBAC alone: nothing that runs is known, so nothing is reached for sure
    expect(sure).toEqual([]);
    expect(all).toContain(power);
    expect(all).toContain('argocd/argocd-application-controller');
    // Role argocd-redis: create on secrets, and get on the one called argocd-redis: a token if it may read what it made
    const redis = await reach('argo', 'serviceaccount/(unstated)/argocd-redis');
    expect(redis[0]).toEqual([]);
    expect(redis[1]).toContain('(unstated)/argocd-server');
    expect(redis[1]).not.toContain(power);
    // repo-server: no role at all
    expect(await reach('argo', 'serviceaccount/(unstated)/argocd-repo-server')).toEqual([[], []]);
  });

  it('kube-prometheus: the operator becomes any service account by secrets it makes; whoever only reads becomes nobody', async () => {
    await world.takeManifests('prometheus', { path: join(folder, 'kube-prometheus', 'manifests') });
    // ClusterRole prometheus-operator: '*' on secrets of the whole cluster
    const [sure] = await reach('prometheus', 'serviceaccount/monitoring/prometheus-operator');
    expect(sure).toContain('monitoring/prometheus-k8s');
    // kube-state-metrics lists secrets everywhere, in which no token lies here; prometheus-k8s gets nodes/metrics, pods and services
    expect(await reach('prometheus', 'serviceaccount/monitoring/kube-state-metrics')).toEqual([[], []]);
    expect(await reach('prometheus', 'serviceaccount/monitoring/prometheus-k8s')).toEqual([[], []]);
    expect(await reach('prometheus', 'serviceaccount/monitoring/node-exporter')).toEqual([[], []]);
  });
});
