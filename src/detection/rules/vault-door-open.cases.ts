import { accountView, type RuleCases } from './case.ts';

const role = { what: 'role of the auth method kubernetes' };

export const vaultDoorOpenCases: RuleCases = {
  ruleId: 'vault-door-open',
  cases: [
    {
      name: 'a role that every service account of the cluster may sign in by',
      expect: 'hit',
      view: accountView({ attributes: { ...role, openTo: 'every service account of the cluster' } }),
      recheckAt: null,
    },
    {
      name: 'a role that is bound to one service account',
      expect: 'clear',
      view: accountView({ attributes: { ...role, serviceAccounts: 'payments/api' } }),
    },
    {
      name: 'an account of another source that says the same word',
      expect: 'clear',
      view: accountView({ attributes: { openTo: 'the public' } }),
    },
    {
      name: 'a role that was not read',
      expect: 'unknown',
      view: accountView({ attributes: { ...role, notRead: 'to whom it is bound' } }),
    },
  ],
};
