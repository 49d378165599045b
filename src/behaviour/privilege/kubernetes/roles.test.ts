import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runs } from '../../../../test/support/runs.ts';
import {
  allowed,
  serviceAccountAsker,
  type RbacRule,
  type Request,
} from '../../../../test/support/slow-rbac.ts';
import { clusterWide, placeText } from '../../../platform/wire/kubernetes-place.ts';
import { clusterScopedWith, rightsOf } from '../../../connectors/kubernetes/rights.ts';
import type { GrantHeld, Need } from '../dialect.ts';
import { kubernetesDialect } from './index.ts';
import { rolesAllow, rolesFor, type RbacRole } from './roles.ts';

const act = (action: string, target: string | null) => ({
  name: `${action}\t${target ?? ''}`,
  action,
  target,
  count: 1,
  first: null,
  last: null,
});
const grantsOf = (rules: readonly RbacRule[], scope: string | undefined): readonly GrantHeld[] =>
  rules.flatMap((rule) =>
    rightsOf(mutable(rule), scope, clusterScopedWith(new Set())).map(({ action, pattern }) => ({
      entitlement: null,
      action,
      on: pattern,
    })),
  );
const mutable = ({ verbs, apiGroups = [], resources = [], resourceNames }: RbacRule) => ({
  verbs: [...verbs],
  apiGroups: [...apiGroups],
  resources: [...resources],
  ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
});
const needsOf = (action: string, target: string): readonly Need[] => {
  const said = kubernetesDialect.translate(act(action, target));
  return said.is === 'needs' ? said.needs : [];
};

describe('the roles that would have sufficed', () => {
  it('give the verbs that were used where they were used, and names of secrets alone', () => {
    const grants = grantsOf([{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], 'shop');
    const needs = [
      ...needsOf('core get pods', 'core:pods web-1x in shop'),
      ...needsOf('core list pods', 'core:pods  in shop'),
      ...needsOf('apps create deployments', 'apps:deployments preview-7 in shop'),
      ...needsOf('core get secrets', 'core:secrets db in shop'),
      ...needsOf('core get secrets', 'core:secrets payroll in payments'),
    ];
    const { policy } = rolesFor('Preview Bot', { grants, needs, kept: [] });
    expect(parse(policy.text)).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'least-preview-bot', namespace: 'shop' },
      rules: [
        { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] },
        { verbs: ['create'], apiGroups: ['apps'], resources: ['deployments'] },
        { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['db'] },
      ],
    });
    expect(policy.generalised).toEqual(['any of pods in shop: their names are made up as they come']);
  });

  const verbs = ['get', 'list', 'create', 'delete', 'deletecollection'] as const;
  const types = ['pods', 'pods/log', 'secrets', 'nodes'] as const;
  const some = <T>(...of: readonly T[]) => fc.constantFrom(...of);
  const rule = fc
    .record({
      verbs: fc.uniqueArray(some(...verbs, '*'), { minLength: 1, maxLength: 3 }),
      apiGroups: fc.constant(['']),
      resources: fc.uniqueArray(some(...types, '*', '*/log'), { minLength: 1, maxLength: 2 }),
      names: fc.option(fc.uniqueArray(some('a', 'b'), { minLength: 1, maxLength: 2 }), { nil: undefined }),
    })
    .map(({ names, ...rest }): RbacRule => (names === undefined ? rest : { ...rest, resourceNames: names }));
  const request = fc.record({
    verb: some(...verbs),
    type: some(...types),
    name: some('a', 'b', '*', ''),
    namespace: some('n1', 'n2', ''),
  });
  const asker = serviceAccountAsker('n1', 'sa');
  const cluster = (
    roles: readonly { readonly namespace: string | undefined; readonly rules: readonly RbacRule[] }[],
  ) => ({
    roles: roles.flatMap(({ namespace, rules }, n) =>
      namespace === undefined ? [] : [{ namespace, name: `r${n}`, rules }],
    ),
    clusterRoles: roles.flatMap(({ namespace, rules }, n) =>
      namespace === undefined ? [{ name: `r${n}`, labels: {}, rules }] : [],
    ),
    bindings: roles.map(({ namespace }, n) => ({
      name: `b${n}`,
      ...(namespace === undefined ? {} : { namespace }),
      role: { kind: namespace === undefined ? ('ClusterRole' as const) : ('Role' as const), name: `r${n}` },
      subjects: [{ kind: 'ServiceAccount' as const, namespace: 'n1', name: 'sa' }],
    })),
  });
  const asked = ({
    verb,
    type,
    name,
    namespace,
  }: {
    verb: string;
    type: string;
    name: string;
    namespace: string;
  }): Extract<Request, { namespace: string }> => {
    const [resource = '', subresource = ''] = type.split('/');
    const isNameless = verb === 'deletecollection' || (verb === 'create' && subresource === '');
    return {
      verb,
      group: '',
      resource,
      subresource,
      name: isNameless ? '' : name,
      namespace: type === 'nodes' ? '' : namespace,
    };
  };

  it('allow every request that was seen and granted, and nothing that is not granted, by the rules as documented', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            namespace: some('n1', 'n2', undefined),
            rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.array(request, { maxLength: 8 }),
        fc.array(request, { maxLength: 20 }),
        (given, seen, others) => {
          const grants = given.flatMap(({ namespace, rules }) => grantsOf(rules, namespace));
          const granted = cluster(given);
          const needOf = (each: (typeof seen)[number]): readonly Need[] =>
            needsOf(
              `core ${each.verb} ${each.type}`,
              placeText({
                group: '',
                type: each.type,
                name: each.name,
                namespace: asked(each).namespace === '' ? clusterWide : each.namespace,
              }),
            );
          const { roles } = rolesFor('sa', { grants, needs: seen.flatMap(needOf), kept: [] });
          const narrower = cluster(roles.map((role: RbacRole) => ({ ...role, rules: [...role.rules] })));
          for (const each of seen) {
            const isGranted = allowed(granted, asker, asked(each));
            expect(
              grants.some((grant) =>
                needOf(each).every((need) => kubernetesDialect.fits(grant, need) === 'yes'),
              ),
            ).toBe(isGranted);
            expect(allowed(narrower, asker, asked(each)) || !isGranted).toBe(true);
          }
          for (const each of [...seen, ...others]) {
            const isAllowed = allowed(narrower, asker, asked(each));
            expect(!isAllowed || allowed(granted, asker, asked(each))).toBe(true);
            expect(needOf(each).every((need) => rolesAllow(roles, need))).toBe(isAllowed);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
