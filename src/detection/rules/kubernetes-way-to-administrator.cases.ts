import { accountView, holdsInCluster, privilege, ref, type RuleCases } from './case.ts';

const bindsThrough = (...groups: readonly string[]) =>
  accountView({
    privileges: [
      privilege({
        what: 'bind on rbac.authorization.k8s.io:clusterroles * in (cluster)',
        path: [ref('account', 'svc'), ...groups.map((key) => ref('group', key)), ref('entitlement', 'bind')],
      }),
    ],
  });

export const kubernetesWayToAdministratorCases: RuleCases = {
  ruleId: 'kubernetes-way-to-administrator',
  cases: [
    {
      name: 'binds any ClusterRole',
      expect: 'hit',
      view: holdsInCluster('bind on rbac.authorization.k8s.io:clusterroles * in (cluster)'),
    },
    {
      name: 'impersonates any group',
      expect: 'hit',
      view: holdsInCluster('impersonate on core:groups * in (cluster)'),
    },
    {
      name: 'gets a token of any service account',
      expect: 'hit',
      view: holdsInCluster('create on core:serviceaccounts/token * in *'),
    },
    {
      name: 'every verb on roles',
      expect: 'hit',
      view: holdsInCluster('* on rbac.authorization.k8s.io:* * in *'),
    },
    {
      name: 'binds one role by name',
      expect: 'clear',
      view: holdsInCluster('bind on rbac.authorization.k8s.io:clusterroles view in (cluster)'),
    },
    {
      name: 'tokens of one namespace',
      expect: 'clear',
      view: holdsInCluster('create on core:serviceaccounts/token * in shop'),
    },
    {
      name: 'reads roles',
      expect: 'clear',
      view: holdsInCluster('get on rbac.authorization.k8s.io:clusterroles * in (cluster)'),
    },
    {
      name: 'by a role that the one bound to it is made of',
      expect: 'hit',
      view: bindsThrough('group/ops', 'ClusterRole/x', 'ClusterRole/part-of-x'),
    },
    {
      name: 'in a group that its role lets it impersonate, whose finding it is',
      expect: 'clear',
      view: bindsThrough('group/ops', 'ClusterRole/x', 'group/system:authenticated', 'ClusterRole/y'),
    },
    {
      name: 'under a condition nobody evaluated',
      expect: 'unknown',
      view: holdsInCluster('escalate on rbac.authorization.k8s.io:clusterroles * in (cluster)', {
        conditional: true,
      }),
    },
  ],
};
