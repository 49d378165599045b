import { accountView, privilege, ref, type RuleCases } from './case.ts';

export const kubernetesWildcardRoleCases: RuleCases = {
  ruleId: 'kubernetes-wildcard-role',
  cases: [
    {
      name: 'everything of one namespace',
      expect: 'hit',
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
      name: 'everything in the cluster is another rule’s',
      expect: 'clear',
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
      name: 'every verb on one kind',
      expect: 'clear',
      view: accountView({
        privileges: [
          privilege({
            what: '* on core:pods * in shop',
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
            what: '* on *:* * in shop',
            path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')],
            conditional: true,
          }),
        ],
      }),
    },
  ],
};
