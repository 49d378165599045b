import { accountView, type RuleCases } from './case.ts';

const role = (attributes: Readonly<Record<string, string>>) =>
  accountView({
    kind: 'workload',
    attributes: { what: 'role of the auth method kubernetes', ...attributes },
  });

export const vaultRoleSharedCases: RuleCases = {
  ruleId: 'vault-role-shared',
  cases: [
    {
      name: 'a role for two service accounts of one namespace',
      expect: 'hit',
      view: role({ serviceAccounts: 'payments/api, payments/worker' }),
    },
    {
      name: 'a role for one service account of two namespaces',
      expect: 'hit',
      view: role({ serviceAccounts: 'payments/api, web/api' }),
    },
    {
      name: 'a role for one service account',
      expect: 'clear',
      view: role({ serviceAccounts: 'payments/api' }),
    },
    {
      name: 'a role for everybody in two namespaces, which is told as that',
      expect: 'clear',
      view: role({ serviceAccounts: 'a/*, b/*', openTo: 'every service account in a, b' }),
    },
    {
      name: 'an account that is no role of Vault',
      expect: 'clear',
      view: accountView({ attributes: { serviceAccounts: 'a/b, c/d' } }),
    },
    {
      name: 'one that is disabled',
      expect: 'clear',
      view: { ...role({ serviceAccounts: 'a/b, c/d' }), state: 'disabled' },
    },
    {
      name: 'a role of which was not read to whom it is bound',
      expect: 'unknown',
      view: role({ notRead: 'to whom it is bound' }),
    },
  ],
};
