import { accountView, daysAgo, didSo, privilege, without, type RuleCases } from './case.ts';

export const nhiNotUsedCases: RuleCases = {
  ruleId: 'nhi-not-used',
  cases: [
    {
      name: 'a service that was last used half a year ago',
      expect: 'hit',
      view: accountView({ lastUsedAt: daysAgo(180) }),
    },
    {
      name: 'used last week',
      expect: 'clear',
      view: accountView({ lastUsedAt: daysAgo(7) }),
      recheckAt: daysAgo(7 - 90),
    },
    {
      name: 'its source says nothing lately, and a log shows it yesterday',
      expect: 'clear',
      view: accountView({ lastUsedAt: daysAgo(180), behaviour: didSo({}) }),
    },
    {
      name: 'an administrator, of which another rule asks',
      expect: 'clear',
      view: accountView({ lastUsedAt: daysAgo(180), privileges: [privilege()] }),
    },
    { name: 'a person', expect: 'clear', view: accountView({ kind: 'person', lastUsedAt: daysAgo(180) }) },
    {
      name: 'nobody says when it was used',
      expect: 'unknown',
      view: without(accountView({ behaviour: null }), 'lastUsedAt'),
    },
  ],
};
