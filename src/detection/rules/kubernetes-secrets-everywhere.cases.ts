import { holdsInCluster, type RuleCases } from './case.ts';

export const kubernetesSecretsEverywhereCases: RuleCases = {
  ruleId: 'kubernetes-secrets-everywhere',
  cases: [
    {
      name: 'lists secrets in the whole cluster',
      expect: 'hit',
      view: holdsInCluster('list on core:secrets * in *'),
    },
    {
      name: 'gets every kind of thing',
      expect: 'hit',
      view: holdsInCluster('get on *:* * in *'),
    },
    {
      name: 'secrets of one namespace',
      expect: 'clear',
      view: holdsInCluster('get on core:secrets * in shop'),
    },
    {
      name: 'one secret by name',
      expect: 'clear',
      view: holdsInCluster('get on core:secrets db in *'),
    },
    {
      name: 'creates secrets and cannot read them',
      expect: 'clear',
      view: holdsInCluster('create on core:secrets * in *'),
    },
    {
      name: 'a kind of another group that is called so',
      expect: 'clear',
      view: holdsInCluster('get on example.com:secrets * in *'),
    },
    {
      name: 'under a condition nobody evaluated',
      expect: 'unknown',
      view: holdsInCluster('get on core:secrets * in *', { conditional: true }),
    },
  ],
};
