import { accountView, person, type RuleCases } from './case.ts';

export const nhiWithoutOwnerCases: RuleCases = {
  ruleId: 'nhi-without-owner',
  cases: [
    {
      name: 'a service account for which nobody is stated',
      expect: 'hit',
      view: accountView({ owners: [] }),
    },
    {
      name: 'a sponsor is not an owner',
      expect: 'hit',
      view: accountView({ owners: [{ role: 'sponsor', stated: 'ada', person: person('active') }] }),
    },
    { name: 'a service account with an owner', expect: 'clear', view: accountView() },
    { name: 'a person needs no owner', expect: 'clear', view: accountView({ kind: 'person', owners: [] }) },
    {
      name: 'an owner who is gone is the other rule’s finding',
      expect: 'clear',
      view: accountView({ owners: [{ role: 'owner', stated: 'bob' }] }),
    },
    {
      name: 'an account that is switched off',
      expect: 'clear',
      view: accountView({ owners: [], state: 'disabled' }),
    },
    {
      name: 'an account of which nobody says what it is',
      expect: 'unknown',
      view: accountView({ kind: 'unknown', owners: [] }),
    },
  ],
};
