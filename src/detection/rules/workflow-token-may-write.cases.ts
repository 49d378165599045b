import { accountView, type RuleCases } from './case.ts';

const token = {
  what: 'the token of workflows that do not say what they need',
  defaultToken: 'write',
  approvesPullRequests: 'false',
};

export const workflowTokenMayWriteCases: RuleCases = {
  ruleId: 'workflow-token-may-write',
  cases: [
    {
      name: 'a default that writes',
      expect: 'hit',
      view: accountView({ attributes: token }),
      recheckAt: null,
    },
    {
      name: 'one that also approves pull requests',
      expect: 'hit',
      view: accountView({ attributes: { ...token, approvesPullRequests: 'true' } }),
    },
    {
      name: 'a default that reads',
      expect: 'clear',
      view: accountView({ attributes: { ...token, defaultToken: 'read' } }),
    },
    {
      name: 'something that is no workflow',
      expect: 'clear',
      view: accountView({ attributes: { defaultToken: 'write' } }),
    },
    {
      name: 'a token of which the source does not say',
      expect: 'unknown',
      view: accountView({ attributes: { what: token.what } }),
    },
  ],
};
