import { accountView, credential, credentialWithout, daysAgo, ref, type RuleCases } from './case.ts';

const token = credential({
  ref: ref('credential', 'serviceaccount/shop/web#secret/web-token'),
  credential: 'token',
  expiresAt: null,
});

export const kubernetesTokenWithoutEndCases: RuleCases = {
  ruleId: 'kubernetes-token-without-end',
  cases: [
    { name: 'a token in a Secret', expect: 'hit', view: accountView({ credentials: [token] }) },
    {
      name: 'a token that was asked for and ends',
      expect: 'clear',
      view: accountView({
        credentials: [
          { ...token, ref: ref('credential', 'serviceaccount/shop/web#request/1'), expiresAt: daysAgo(-1) },
        ],
      }),
    },
    {
      name: 'a token that the control plane made invalid',
      expect: 'clear',
      view: accountView({ credentials: [{ ...token, state: 'inactive' }] }),
    },
    {
      name: 'a token of another kind of source',
      expect: 'clear',
      view: accountView({ credentials: [{ ...token, ref: ref('credential', 'key-1') }] }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ state: 'disabled', credentials: [token] }),
    },
    {
      name: 'nobody says whether it ends',
      expect: 'unknown',
      view: accountView({ credentials: [credentialWithout(token, 'expiresAt')] }),
    },
  ],
};
