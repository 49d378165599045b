import { accountView, type RuleCases } from './case.ts';

const server = (allowed?: string) =>
  accountView({
    kind: 'integration',
    attributes: {
      what: 'MCP server',
      launch: 'npm',
      software: 'npm:@acme/mcp',
      ...(allowed === undefined ? {} : { allowed }),
    },
  });

export const mcpServerNotAllowedCases: RuleCases = {
  ruleId: 'mcp-server-not-allowed',
  cases: [
    { name: 'a server that is not listed', expect: 'hit', view: server('no'), recheckAt: null },
    { name: 'a server that is listed', expect: 'clear', view: server('yes') },
    { name: 'a company that does not say what it allows', expect: 'clear', view: server() },
    {
      name: 'an app that is no MCP server',
      expect: 'clear',
      view: accountView({ kind: 'integration', attributes: { allowed: 'no' } }),
    },
    {
      name: 'a server of which nobody can tell what it runs',
      expect: 'unknown',
      view: server('not known'),
    },
  ],
};
