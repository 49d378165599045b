import { holdsInCluster, type RuleCases } from './case.ts';

export const kubernetesWildcardRoleCases: RuleCases = {
  ruleId: 'kubernetes-wildcard-role',
  cases: [
    {
      name: 'everything of one namespace',
      expect: 'hit',
      view: holdsInCluster('* on *:* * in shop'),
    },
    {
      name: 'everything in the cluster is another rule’s',
      expect: 'clear',
      view: holdsInCluster('* on *:* * in *'),
    },
    {
      name: 'every verb on one kind',
      expect: 'clear',
      view: holdsInCluster('* on core:pods * in shop'),
    },
    {
      name: 'under a condition nobody evaluated',
      expect: 'unknown',
      view: holdsInCluster('* on *:* * in shop', { conditional: true }),
    },
  ],
};
