import { accountView, credential, credentialWithout, daysAgo, type RuleCases } from './case.ts';

const password = credential({ credential: 'password', expiresAt: null });

export const passwordWithoutExpiryCases: RuleCases = {
  ruleId: 'password-without-expiry',
  cases: [
    { name: 'a password without an end', expect: 'hit', view: accountView({ credentials: [password] }) },
    {
      name: 'a password that ends next month',
      expect: 'clear',
      view: accountView({ credentials: [{ ...password, expiresAt: daysAgo(-30) }] }),
    },
    {
      name: 'a key without an end',
      expect: 'clear',
      view: accountView({ credentials: [credential({ expiresAt: null })] }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ state: 'disabled', credentials: [password] }),
    },
    {
      name: 'a password that may not be there, without an end',
      expect: 'unknown',
      view: accountView({ credentials: [{ ...password, state: 'unknown' }] }),
    },
    {
      name: 'the source does not say when it ends',
      expect: 'unknown',
      view: accountView({ credentials: [credentialWithout(password, 'expiresAt')] }),
    },
  ],
};
