import { accountView, credential, daysAgo, without, type RuleCases } from './case.ts';

const root = accountView({ powers: ['root'], lastUsedAt: daysAgo(400) });

export const rootAccountInUseCases: RuleCases = {
  ruleId: 'root-account-in-use',
  cases: [
    {
      name: 'used a week ago',
      expect: 'hit',
      view: { ...root, lastUsedAt: daysAgo(7) },
      recheckAt: daysAgo(-83),
    },
    { name: 'an access key, used or not', expect: 'hit', view: { ...root, credentials: [credential()] } },
    { name: 'untouched for a year', expect: 'clear', view: root },
    { name: 'never used', expect: 'clear', view: { ...root, lastUsedAt: null } },
    { name: 'not the root account', expect: 'clear', view: accountView() },
    { name: 'nobody says when it was used', expect: 'unknown', view: without(root, 'lastUsedAt') },
  ],
};
