import { accountView, daysAgo, person, type RuleCases } from './case.ts';

export const ownerGoneCases: RuleCases = {
  ruleId: 'owner-gone',
  cases: [
    {
      name: 'the owner left',
      expect: 'hit',
      view: accountView({ owners: [{ role: 'owner', stated: 'ada', person: person('left', daysAgo(30)) }] }),
    },
    {
      name: 'nobody is known by what was stated',
      expect: 'hit',
      view: accountView({ owners: [{ role: 'owner', stated: 'platform-team@acme.example' }] }),
    },
    {
      name: 'one of two owners left',
      expect: 'hit',
      view: accountView({
        owners: [
          { role: 'owner', stated: 'ada', person: person('active') },
          { role: 'owner', stated: 'bob', person: person('left') },
        ],
      }),
    },
    { name: 'the owner works here', expect: 'clear', view: accountView() },
    {
      name: 'no owner at all is the other rule’s finding',
      expect: 'clear',
      view: accountView({ owners: [] }),
    },
    {
      name: 'the people source does not say whether the owner left',
      expect: 'unknown',
      view: accountView({ owners: [{ role: 'owner', stated: 'ada', person: person('unknown') }] }),
    },
  ],
};
