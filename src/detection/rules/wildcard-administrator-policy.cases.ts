import { accountView, privilege, ref, type RuleCases } from './case.ts';

export const wildcardAdministratorPolicyCases: RuleCases = {
  ruleId: 'wildcard-administrator-policy',
  cases: [
    {
      name: 'a policy that allows everything',
      expect: 'hit',
      view: accountView({ privileges: [privilege()] }),
    },
    {
      name: 'everything by a policy of its own',
      expect: 'hit',
      view: accountView({ privileges: [privilege({ path: [ref('account', 'svc')] })] }),
    },
    {
      name: 'all of IAM is the way to everything',
      expect: 'hit',
      view: accountView({ privileges: [privilege({ what: 'iam:* on *' })] }),
    },
    {
      name: 'a wildcard over tables of one database',
      expect: 'clear',
      view: accountView({ privileges: [privilege({ what: 'SELECT on table/*' })] }),
    },
    { name: 'no privilege', expect: 'clear', view: accountView() },
    {
      name: 'a database power is another rule’s finding',
      expect: 'clear',
      view: accountView({ privileges: [privilege({ what: 'superuser' })] }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ state: 'disabled', privileges: [privilege()] }),
    },
    {
      name: 'everything, under a condition nobody evaluated',
      expect: 'unknown',
      view: accountView({ privileges: [privilege({ conditional: true })] }),
    },
  ],
};
