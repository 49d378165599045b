import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.ts';
import {
  allowed,
  everyGuise,
  serviceAccountAsker,
  type Asker,
  type RbacCluster,
  type RbacRule,
  type RbacSubject,
  type Request,
} from '../../../test/support/slow-rbac.ts';
import { globsOverlap } from '../../platform/glob.ts';
import type { Observation } from '../../model/index.ts';
import { Gatherer } from './gather.ts';
import { emptyCluster } from './cluster.ts';
import { clusterWide, placeText, serviceAccountKey, userKey } from './names.ts';
import { observeCluster } from './observe.ts';
import { clusterRole, clusterRoleBinding, role, serviceAccount } from './testing.ts';

const some = <T>(...of: readonly T[]) => fc.constantFrom(...of);
const list = <T>(of: fc.Arbitrary<T>, maxLength: number) => fc.uniqueArray(of, { minLength: 1, maxLength });

const namespaces = ['n1', 'n2'] as const;
const accounts = ['n1', 'n2'].flatMap((namespace) => ['a', 'b'].map((name) => ({ namespace, name })));
const world = {
  accounts,
  users: ['ada', 'system:anonymous'],
  groups: [
    'devs',
    'system:serviceaccounts',
    'system:serviceaccounts:n1',
    'system:serviceaccounts:n2',
    'system:authenticated',
    'system:unauthenticated',
    'system:masters',
  ],
};
const verbs = ['get', 'list', 'create', 'update', 'deletecollection', 'impersonate'] as const;
const types = [
  ['', 'pods'],
  ['', 'pods/log'],
  ['', 'secrets'],
  ['', 'serviceaccounts'],
  ['', 'serviceaccounts/token'],
  ['', 'users'],
  ['', 'groups'],
  ['', 'nodes'],
  ['', 'namespaces'],
  ['apps', 'deployments'],
  ['apps', 'deployments/scale'],
  ['x.apps', 'pods'],
] as const;

const rule: fc.Arbitrary<RbacRule> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        verbs: list(some(...verbs, '*', 'GET'), 2),
        apiGroups: list(some('', 'apps', 'x.apps', '*'), 2),
        resources: list(some(...types.map(([, type]) => type), '*', '*/scale', '*/token', 'pods/*'), 2),
        resourceNames: fc.option(list(some('a', 'b', 'n1', 'ada', 'devs', '*', ''), 2), {
          nil: undefined,
          freq: 3,
        }),
      })
      .map(({ resourceNames, ...rest }) => (resourceNames === undefined ? rest : { ...rest, resourceNames })),
  },
  {
    weight: 3, // ways to be somebody else, which chance alone seldom makes
    arbitrary: fc
      .record({
        verbs: list(some('impersonate', 'create', '*'), 2),
        resources: list(some('users', 'groups', 'serviceaccounts', 'serviceaccounts/token'), 2),
        resourceNames: fc.option(list(some('a', 'ada', 'devs', 'system:masters'), 2), { nil: undefined }),
      })
      .map(({ resourceNames, ...rest }) => ({
        ...rest,
        apiGroups: [''],
        ...(resourceNames === undefined ? {} : { resourceNames }),
      })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verbs: list(some('get', '*'), 1),
      nonResourceURLs: list(some('*', '/metrics', '/healthz/*', '/a*b', '/heal**'), 2),
    }),
  },
);
const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
const subject: fc.Arbitrary<RbacSubject> = fc.oneof(
  some(...accounts).map((account) => ({ kind: 'ServiceAccount' as const, ...account })),
  some('a', 'b').map((name) => ({ kind: 'ServiceAccount' as const, name })),
  some('ada', 'system:serviceaccount:n1:a', 'system:anonymous').map((name) => ({
    kind: 'User' as const,
    name,
  })),
  some(
    'devs',
    'system:authenticated',
    'system:serviceaccounts',
    'system:serviceaccounts:n2',
    'system:unauthenticated',
  ).map((name) => ({ kind: 'Group' as const, name })),
);
const labels = some<Readonly<Record<string, string>>>({}, { to: 'x' }, { to: 'y' }, { to: 'x', more: 'z' });
const roleOf = (id: string, given: readonly RbacRule[]) => ({
  namespace: id.slice(0, 2),
  name: id.slice(3),
  rules: given,
});
const clusters: fc.Arbitrary<RbacCluster> = fc.record({
  roles: fc.tuple(...['n1/r', 'n1/s', 'n2/r'].map((id) => rules.map((given) => roleOf(id, given)))),
  clusterRoles: fc.tuple(
    ...['c', 'd', 'e', 'f'].map((name) =>
      fc
        .record({
          labels,
          rules,
          aggregates: fc.option(fc.array(labels, { minLength: 1, maxLength: 2 }), {
            nil: undefined,
            freq: 3,
          }),
        })
        .map(({ aggregates, ...rest }) => ({
          name,
          ...rest,
          ...(aggregates === undefined ? {} : { aggregates }),
        })),
    ),
  ),
  bindings: fc.uniqueArray(
    fc
      .record({
        name: some('1', '2', '3', '4', '5', '6'),
        namespace: some('n1', 'n2', undefined),
        kind: some('Role' as const, 'ClusterRole' as const),
        role: some('c', 'd', 'e', 'f'),
        ownRole: some('r', 's', 'missing'),
        subjects: fc.array(subject, { minLength: 1, maxLength: 3 }),
      })
      .map(({ name, namespace, kind, role: named, ownRole, subjects }) => ({
        name,
        ...(namespace === undefined ? {} : { namespace }),
        role:
          namespace === undefined || kind === 'ClusterRole'
            ? { kind: 'ClusterRole' as const, name: named }
            : { kind, name: ownRole },
        subjects,
      })),
    { selector: ({ name, namespace }) => `${namespace ?? ''}/${name}`, minLength: 2, maxLength: 6 },
  ),
});

/** Every request that an API server makes of what a client asks, over a small world. */
const requests: readonly Request[] = [
  ...['/metrics', '/healthz/ready', '/a*b', '/axb', '/'].map((url) => ({ verb: 'get', url })),
  ...types.flatMap(([group, type]) => {
    const [resource = '', subresource = ''] = type.split('/');
    const about = { group, resource, subresource };
    const inCluster = ['users', 'groups', 'nodes'].includes(resource) && group === '';
    return verbs.flatMap((verb): readonly Request[] => {
      const namesNone =
        verb === 'deletecollection' || verb === 'list' || (verb === 'create' && subresource === '');
      if (resource === 'namespaces')
        return namesNone
          ? [{ ...about, verb, name: '', namespace: '' }]
          : namespaces.map((name) => ({ ...about, verb, name, namespace: name }));
      const names = namesNone ? [''] : ['a', 'b', 'c', 'ada', 'devs', '*'];
      const places = inCluster ? [''] : verb === 'list' ? ['', ...namespaces] : namespaces;
      return places.flatMap((namespace) => names.map((name) => ({ ...about, verb, name, namespace })));
    });
  }),
];

const textOf = (request: Request): string =>
  'url' in request
    ? request.url.replaceAll('*', '%2A')
    : placeText({
        group: request.group,
        type: request.subresource === '' ? request.resource : `${request.resource}/${request.subresource}`,
        name: request.name,
        namespace: request.namespace === '' ? clusterWide : request.namespace,
      });

const askers: readonly (readonly [key: string, asker: Asker])[] = [
  ...accounts.map(
    ({ namespace, name }) =>
      [serviceAccountKey(namespace, name), serviceAccountAsker(namespace, name)] as const,
  ),
  [userKey('ada'), { user: 'ada', groups: ['system:authenticated'] }],
  [userKey('system:anonymous'), { user: 'system:anonymous', groups: ['system:unauthenticated'] }],
];

function observed(cluster: RbacCluster): readonly Observation[] {
  const gathered = emptyCluster();
  const gatherer = new Gatherer(gathered, () => '');
  for (const { namespace, name } of accounts) gatherer.take(serviceAccount(namespace, name));
  for (const each of cluster.roles) gatherer.take(role(each.namespace, each.name, each.rules));
  for (const { name, labels: own, rules: given, aggregates } of cluster.clusterRoles)
    gatherer.take(
      clusterRole(name, given, {
        metadata: { name, labels: own },
        ...(aggregates === undefined
          ? {}
          : {
              aggregationRule: { clusterRoleSelectors: aggregates.map((matchLabels) => ({ matchLabels })) },
            }),
      }),
    );
  for (const {
    name,
    namespace,
    role: { kind, name: roleName },
    subjects,
  } of cluster.bindings)
    gatherer.take({
      ...clusterRoleBinding(name, roleName, subjects),
      kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      roleRef: { kind, name: roleName },
    });
  return [...observeCluster(gathered, { notKubernetes: 0, links: 0 })].flat();
}

type Through = 'what it is' | 'acting for certain' | 'acting perhaps';

/** Whether the observations give the account that right, by the estate's own rule: memberships upwards, then overlap. */
function answerer(all: readonly Observation[]) {
  const known = new Set(all.flatMap((o) => (o.type === 'account' ? [o.key] : [])));
  const above = new Map<string, { readonly to: string; readonly through: Through }[]>();
  for (const o of all)
    if (o.type === 'membership') {
      const through =
        o.via !== 'assume'
          ? 'what it is'
          : o.conditions === undefined
            ? 'acting for certain'
            : 'acting perhaps';
      above.set(o.memberKey, [...(above.get(o.memberKey) ?? []), { to: o.groupKey, through }]);
    }
  const rights = new Map(all.flatMap((o) => (o.type === 'entitlement' ? [[o.key, o] as const] : [])));
  const held = Map.groupBy(
    all.flatMap((o) => (o.type === 'grant' ? [o] : [])),
    ({ subjectKey }) => subjectKey,
  );
  const order: readonly Through[] = ['what it is', 'acting for certain', 'acting perhaps'];
  return (key: string, upTo: Through) => {
    if (!known.has(key)) return undefined;
    const reached = new Set([key]);
    for (const node of reached)
      for (const { to, through } of above.get(node) ?? [])
        if (order.indexOf(through) <= order.indexOf(upTo)) reached.add(to);
    const mine = [...reached]
      .flatMap((node) => held.get(node) ?? [])
      .map(({ entitlementKey }) => rights.get(entitlementKey));
    return (verb: string, text: string): boolean =>
      mine.some(
        (r) => r !== undefined && globsOverlap(r.action, verb) && globsOverlap(r.resourcePattern, text),
      );
  };
}

describe('RBAC as rights', () => {
  it('gives every account exactly what RBAC gives it, for every request', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const answer = answerer(observed(cluster));
        const wrong = askers.flatMap(([key, asker]) => {
          // an account that nobody named is not there, and holds at most what everybody does
          const can = answer(key, 'what it is') ?? (key === userKey('ada') ? undefined : () => false);
          if (can === undefined) return [];
          return requests
            .map((request) => ({ key, request, said: can(request.verb, textOf(request)) }))
            .filter(({ request, said }) => said !== allowed(cluster, asker, request));
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
  });

  it('adds, acting as others, only what they can do, and misses none of it', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const answer = answerer(observed(cluster));
        const wrong = askers.flatMap(([key, asker]) => {
          const surely = answer(key, 'acting for certain');
          const perhaps = answer(key, 'acting perhaps');
          if (surely === undefined || perhaps === undefined) return [];
          const guises = everyGuise(cluster, asker, world);
          return requests
            .map((request) => ({
              key,
              request,
              can: guises.some((guise) => allowed(cluster, guise, request)),
              surely: surely(request.verb, textOf(request)),
              perhaps: perhaps(request.verb, textOf(request)),
            }))
            .filter((told) => (told.surely && !told.can) || (told.can && !told.perhaps));
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: runs(120) },
    );
  });
});
