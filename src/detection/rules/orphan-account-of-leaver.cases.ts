import { detectionConfigSchema } from '../config.ts';
import { accountView, daysAgo, person, type RuleCases } from './case.ts';

const leaver = accountView({ kind: 'person', person: person('left', daysAgo(3)) });

export const orphanAccountOfLeaverCases: RuleCases = {
  ruleId: 'orphan-account-of-leaver',
  cases: [
    { name: 'the person left, the account works', expect: 'hit', view: leaver },
    { name: 'left, nobody says when', expect: 'hit', view: { ...leaver, person: person('left') } },
    {
      name: 'locked for wrong passwords is not closed',
      expect: 'hit',
      view: { ...leaver, state: 'locked' },
    },
    {
      name: 'leaves next week',
      expect: 'clear',
      view: { ...leaver, person: person('left', daysAgo(-7)) },
      recheckAt: daysAgo(-7),
    },
    {
      name: 'within the grace of the house',
      expect: 'clear',
      view: leaver,
      config: detectionConfigSchema.parse({ limits: { leaverGraceDays: 5 } }),
      recheckAt: daysAgo(-2),
    },
    { name: 'the person works here', expect: 'clear', view: { ...leaver, person: person('active') } },
    { name: 'the account is off', expect: 'clear', view: { ...leaver, state: 'disabled' } },
    { name: 'a machine that belongs to nobody', expect: 'clear', view: accountView() },
    {
      name: 'a person’s account that belongs to nobody known',
      expect: 'unknown',
      view: accountView({ kind: 'person' }),
    },
    {
      name: 'nobody says whether the person left',
      expect: 'unknown',
      view: { ...leaver, person: person('unknown') },
    },
  ],
};
