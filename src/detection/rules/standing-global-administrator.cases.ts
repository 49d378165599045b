import { accountView, type RuleCases } from './case.ts';

const person = { kind: 'person', owners: [] } as const;
const held = (globalAdministrator: string, globalAdministrators = '2') => ({
  attributes: { globalAdministrator, globalAdministrators },
});

export const standingGlobalAdministratorCases: RuleCases = {
  ruleId: 'standing-global-administrator',
  cases: [
    {
      name: 'a program that is administrator for good',
      expect: 'hit',
      view: accountView({ kind: 'service_account', ...held('for good') }),
      recheckAt: null,
    },
    {
      name: 'a person who is one of five for good',
      expect: 'hit',
      view: accountView({ ...person, ...held('for good', '5') }),
    },
    {
      name: 'a person who is one of four for good',
      expect: 'clear',
      view: accountView({ ...person, ...held('for good', '4') }),
    },
    {
      name: 'a person who activated the role',
      expect: 'clear',
      view: accountView({ ...person, ...held('activated', '9') }),
    },
    {
      name: 'a person until a date',
      expect: 'clear',
      view: accountView({ ...person, ...held('until 2026-12-31T00:00:00.000Z', '9') }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ kind: 'service_account', state: 'disabled', ...held('for good') }),
    },
    { name: 'somebody who is none', expect: 'clear', view: accountView(person) },
    {
      name: 'a person where nobody told whether the role ends',
      expect: 'unknown',
      view: accountView({ ...person, ...held('unknown') }),
    },
  ],
};
