import { accountView, type RuleCases } from './case.ts';

const role = (attributes: Readonly<Record<string, string>>) => accountView({ attributes });

export const postgresOpenDefaultPrivilegesCases: RuleCases = {
  ruleId: 'postgres-open-default-privileges',
  cases: [
    {
      name: 'future tables that PUBLIC may read',
      expect: 'hit',
      view: role({ 'default on tables of etl in pay to PUBLIC': 'SELECT' }),
      recheckAt: null,
    },
    {
      name: 'future tables that a wide group may change',
      expect: 'hit',
      view: role({ 'default on tables of etl to everyone': 'INSERT, SELECT' }),
    },
    { name: 'a role without defaults', expect: 'clear', view: role({ comment: 'reads' }) },
    { name: 'more than were named', expect: 'unknown', view: role({ 'openings not named': '3' }) },
  ],
};
