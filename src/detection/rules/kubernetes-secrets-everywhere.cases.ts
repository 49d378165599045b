import { accountView, privilege, ref, type RuleCases } from './case.ts';

export const kubernetesSecretsEverywhereCases: RuleCases = {
  ruleId: 'kubernetes-secrets-everywhere',
  cases: [
    {
      name: 'lists secrets in the whole cluster',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: 'list on core:secrets * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'gets every kind of thing',
      expect: 'hit',
      view: accountView({
        privileges: [
          privilege({
            what: 'get on *:* * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'secrets of one namespace',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'get on core:secrets * in shop',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'one secret by name',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'get on core:secrets db in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'creates secrets and cannot read them',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'create on core:secrets * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
          }),
        ],
      }),
    },
    {
      name: 'a kind of another group that is called so',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: 'get on example.com:secrets * in *',
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
            what: 'get on core:secrets * in *',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
            conditional: true,
          }),
        ],
      }),
    },
  ],
};
