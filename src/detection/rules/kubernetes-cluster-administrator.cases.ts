import { accountView, privilege, ref, type RuleCases } from './case.ts';

export const kubernetesClusterAdministratorCases: RuleCases = {
  ruleId: 'kubernetes-cluster-administrator',
  cases: [
    {
      name: 'everything in the cluster',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: '* on *:* * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'everything of one namespace',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: '* on *:* * in shop',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'every kind of one group',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: '* on apps:* * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'everything of another kind of source',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({ what: '* on *', path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')] }),
        ],
      }),
    },
    {
      name: 'a person',
      expect: 'clear',
      view: accountView({
        kind: 'person',
        privileges: [
          privilege({
            what: '* on *:* * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'acting as another account, whose finding it is',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: '* on *:* * in *',
            path: [ref('account', 'svc'), ref('account', 'other'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'nobody knows whether a person or a machine',
      expect: 'unknown',
      view: accountView({
        kind: 'unknown',
        privileges: [
          privilege({
            what: '* on *:* * in *',
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
            what: '* on *:* * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
            conditional: true,
          }),
        ],
      }),
    },
  ],
};
