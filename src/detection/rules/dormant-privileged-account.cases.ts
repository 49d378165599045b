import {
  accountView,
  credential,
  credentialWithout,
  daysAgo,
  privilege,
  without,
  type RuleCases,
} from './case.ts';

const admin = { privileges: [privilege()] };

export const dormantPrivilegedAccountCases: RuleCases = {
  ruleId: 'dormant-privileged-account',
  cases: [
    {
      name: 'an administrator not used for exactly the limit',
      expect: 'hit',
      view: accountView({ ...admin, lastUsedAt: daysAgo(90) }),
      recheckAt: daysAgo(-90),
    },
    {
      name: 'an administrator never used and older than the limit',
      expect: 'hit',
      view: accountView({ ...admin, lastUsedAt: null, createdAt: daysAgo(91) }),
    },
    {
      name: 'a power counts like a grant',
      expect: 'hit',
      view: accountView({ powers: ['superuser'], lastUsedAt: daysAgo(1000) }),
      recheckAt: null,
    },
    {
      name: 'somebody who signs in, of whom only unused tokens are listed',
      expect: 'unknown',
      view: without(
        accountView({
          ...admin,
          interactive: true,
          credentials: [credential({ credential: 'token', lastUsedAt: null })],
        }),
        'lastUsedAt',
      ),
    },
    {
      name: 'last use of its credentials stands in for that of the account',
      expect: 'hit',
      view: without(
        accountView({
          ...admin,
          credentials: [credential({ lastUsedAt: daysAgo(100) }), credential({ lastUsedAt: null })],
        }),
        'lastUsedAt',
      ),
    },
    {
      name: 'the root account of a cloud, which is to be idle',
      expect: 'clear',
      view: accountView({ powers: ['root'], lastUsedAt: daysAgo(1000) }),
    },
    {
      name: 'used a day less than the limit ago',
      expect: 'clear',
      view: accountView({ ...admin, lastUsedAt: daysAgo(89) }),
      recheckAt: daysAgo(-1),
    },
    {
      name: 'never used but new',
      expect: 'clear',
      view: accountView({ ...admin, lastUsedAt: null, createdAt: daysAgo(5) }),
      recheckAt: daysAgo(-85),
    },
    {
      name: 'idle without privilege',
      expect: 'clear',
      view: accountView({ lastUsedAt: daysAgo(500) }),
      recheckAt: null,
    },
    {
      name: 'idle and switched off',
      expect: 'clear',
      view: accountView({ ...admin, state: 'disabled', lastUsedAt: daysAgo(500) }),
    },
    {
      name: 'the source does not record use',
      expect: 'unknown',
      view: without(accountView(admin), 'lastUsedAt'),
    },
    {
      name: 'one credential does not say when it was used',
      expect: 'unknown',
      view: without(
        accountView({ ...admin, credentials: [credential(), credentialWithout(credential(), 'lastUsedAt')] }),
        'lastUsedAt',
      ),
    },
    {
      name: 'never used, and nobody says how old it is',
      expect: 'unknown',
      view: without(accountView({ ...admin, lastUsedAt: null }), 'createdAt'),
    },
  ],
};
