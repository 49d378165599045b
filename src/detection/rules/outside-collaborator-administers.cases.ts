import { accountView, type RuleCases } from './case.ts';

const outside = { affiliation: 'outside collaborator', adminOf: 'acme/web' };
const person = { kind: 'person', owners: [] } as const;

export const outsideCollaboratorAdministersCases: RuleCases = {
  ruleId: 'outside-collaborator-administers',
  cases: [
    {
      name: 'somebody from outside who administers a repository',
      expect: 'hit',
      view: accountView({ ...person, attributes: outside }),
      recheckAt: null,
    },
    {
      name: 'somebody from outside who may write',
      expect: 'clear',
      view: accountView({ ...person, attributes: { affiliation: 'outside collaborator' } }),
    },
    {
      name: 'a member who administers a repository',
      expect: 'clear',
      view: accountView({ ...person, attributes: { ...outside, affiliation: 'member' } }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ ...person, state: 'disabled', attributes: outside }),
    },
    {
      name: 'an administrator where the lists of people were not read',
      expect: 'unknown',
      view: accountView({ ...person, attributes: { ...outside, affiliation: 'none' } }),
    },
  ],
};
