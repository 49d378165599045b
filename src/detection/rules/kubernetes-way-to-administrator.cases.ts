import { accountView, privilege, ref, type RuleCases } from './case.ts';

export const kubernetesWayToAdministratorCases: RuleCases = {
  ruleId: 'kubernetes-way-to-administrator',
  cases: [
    {
      name: 'binds any ClusterRole',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: 'bind on rbac.authorization.k8s.io:clusterroles * in (cluster)',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'impersonates any group',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: 'impersonate on core:groups * in (cluster)',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'gets a token of any service account',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: 'create on core:serviceaccounts/token * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'every verb on roles',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: '* on rbac.authorization.k8s.io:* * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'binds one role by name',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'bind on rbac.authorization.k8s.io:clusterroles view in (cluster)',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'tokens of one namespace',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'create on core:serviceaccounts/token * in shop',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'reads roles',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'get on rbac.authorization.k8s.io:clusterroles * in (cluster)',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'under a condition nobody evaluated',
      expect: 'unknown',
      view: accountView({
        privileges: [
          privilege({
            what: 'escalate on rbac.authorization.k8s.io:clusterroles * in (cluster)',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
            conditional: true,
          }),
        ],
      }),
    },
  ],
};
