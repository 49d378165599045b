import { accountView, holdsInCluster, privilege, ref, type RuleCases } from './case.ts';

export const kubernetesClusterAdministratorCases: RuleCases = {
  ruleId: 'kubernetes-cluster-administrator',
  cases: [
    {
      name: 'everything in the cluster',
      expect: 'hit',
      view: holdsInCluster('* on *:* * in *'),
    },
    {
      name: 'everything of one namespace',
      expect: 'clear',
      view: holdsInCluster('* on *:* * in shop'),
    },
    {
      name: 'every kind of one group',
      expect: 'clear',
      view: holdsInCluster('* on apps:* * in *'),
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
      view: holdsInCluster('* on *:* * in *', { kind: 'person' }),
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
      view: holdsInCluster('* on *:* * in *', { kind: 'unknown' }),
    },
    {
      name: 'whoever does not sign in',
      expect: 'hit',
      view: holdsInCluster('* on *:* * in *', { kind: 'unknown', attributes: { standsFor: 'anyone' } }),
    },
    {
      name: 'under a condition nobody evaluated',
      expect: 'unknown',
      view: holdsInCluster('* on *:* * in *', { conditional: true }),
    },
  ],
};
