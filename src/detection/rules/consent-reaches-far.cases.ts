import { accountView, type RuleCases } from './case.ts';

const app = (attributes: Readonly<Record<string, string>>) =>
  accountView({ kind: 'integration', attributes });
const theirs = { madeBy: 'tenant 00000000-0000-4000-8000-000000000002' };

export const consentReachesFarCases: RuleCases = {
  ruleId: 'consent-reaches-far',
  cases: [
    {
      name: 'an application of somebody else with the mail of everybody',
      expect: 'hit',
      view: app({ ...theirs, consentedForEverybody: 'Mail.ReadWrite' }),
      recheckAt: null,
    },
    {
      name: 'one with the files of one person, who consented by themself',
      expect: 'hit',
      view: app({ ...theirs, consentedByPeople: 'Files.Read', consentedBy: '1' }),
    },
    { name: 'one with a consent that reaches nothing of the kind', expect: 'clear', view: app(theirs) },
    {
      name: 'an application of the tenant’s own',
      expect: 'clear',
      view: app({ madeBy: 'this tenant', consentedForEverybody: 'Mail.ReadWrite' }),
    },
    {
      name: 'an application that is switched off',
      expect: 'clear',
      view: { ...app({ ...theirs, consentedForEverybody: 'Mail.ReadWrite' }), state: 'disabled' },
    },
    {
      name: 'one of which nobody said who makes it',
      expect: 'unknown',
      view: app({ consentedForEverybody: 'Mail.ReadWrite' }),
    },
  ],
};
