import { accountView, credential, credentialWithout, daysAgo, type RuleCases } from './case.ts';

const token = credential({ credential: 'token', expiresAt: null });

export const tokenWithoutExpiryCases: RuleCases = {
  ruleId: 'token-without-expiry',
  cases: [
    {
      name: 'an active token without an end',
      expect: 'hit',
      view: accountView({ credentials: [token] }),
      recheckAt: null,
    },
    {
      name: 'a token with an end',
      expect: 'clear',
      view: accountView({ credentials: [{ ...token, expiresAt: daysAgo(-30) }] }),
    },
    {
      name: 'a token that is revoked',
      expect: 'clear',
      view: accountView({ credentials: [{ ...token, state: 'inactive' }] }),
    },
    {
      name: 'an access key without an end',
      expect: 'clear',
      view: accountView({ credentials: [{ ...token, credential: 'access_key' }] }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ state: 'disabled', credentials: [token] }),
    },
    {
      name: 'a token of which the source does not say',
      expect: 'unknown',
      view: accountView({ credentials: [credentialWithout(token, 'expiresAt')] }),
    },
    {
      name: 'a token that may be revoked',
      expect: 'unknown',
      view: accountView({ credentials: [{ ...token, state: 'unknown' }] }),
    },
  ],
};
