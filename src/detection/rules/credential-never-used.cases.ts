import { accountView, credential, credentialWithout, daysAgo, type RuleCases } from './case.ts';

const unused = credential({ lastUsedAt: null, createdAt: daysAgo(31) });

export const credentialNeverUsedCases: RuleCases = {
  ruleId: 'credential-never-used',
  cases: [
    {
      name: 'a key that never worked',
      expect: 'hit',
      view: accountView({ credentials: [unused] }),
      recheckAt: daysAgo(-29),
    },
    {
      name: 'a password that nobody ever typed',
      expect: 'hit',
      view: accountView({ credentials: [{ ...unused, credential: 'password' }] }),
    },
    {
      name: 'a key made yesterday',
      expect: 'clear',
      view: accountView({ credentials: [{ ...unused, createdAt: daysAgo(1) }] }),
      recheckAt: daysAgo(-29),
    },
    {
      name: 'a key in use',
      expect: 'clear',
      view: accountView({ credentials: [credential()] }),
      recheckAt: null,
    },
    {
      name: 'a second factor',
      expect: 'clear',
      view: accountView({ credentials: [{ ...unused, credential: 'mfa_device' }] }),
    },
    {
      name: 'a key that is off',
      expect: 'clear',
      view: accountView({ credentials: [{ ...unused, state: 'inactive' }] }),
    },
    {
      name: 'the source does not record use',
      expect: 'unknown',
      view: accountView({ credentials: [credentialWithout(unused, 'lastUsedAt')] }),
    },
    {
      name: 'never used, of unknown age',
      expect: 'unknown',
      view: accountView({ credentials: [credentialWithout(unused, 'createdAt')] }),
    },
  ],
};
