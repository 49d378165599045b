import { accountView, person, type RuleCases } from './case.ts';

const agent = (sponsors: string) => ({ kind: 'agent', owners: [], attributes: { sponsors } }) as const;

export const agentWithoutSponsorCases: RuleCases = {
  ruleId: 'agent-without-sponsor',
  cases: [
    {
      name: 'an agent that nobody sponsors',
      expect: 'hit',
      view: accountView(agent('0')),
      recheckAt: null,
    },
    {
      name: 'an agent with an owner and no sponsor',
      expect: 'hit',
      view: accountView({
        ...agent('0'),
        owners: [{ role: 'owner', stated: 'ada@acme.example', person: person('active') }],
      }),
    },
    {
      name: 'an agent with a sponsor',
      expect: 'clear',
      view: accountView({
        ...agent('1'),
        owners: [{ role: 'sponsor', stated: 'ada@acme.example', person: person('active') }],
      }),
    },
    {
      name: 'an agent of a source that names no sponsors',
      expect: 'clear',
      view: accountView({ kind: 'agent', owners: [] }),
    },
    {
      name: 'an agent that is off',
      expect: 'clear',
      view: accountView({ ...agent('0'), state: 'disabled' }),
    },
    {
      name: 'an agent whose sponsors were not read',
      expect: 'unknown',
      view: accountView(agent('not read')),
    },
  ],
};
