import { accountView, type RuleCases } from './case.ts';

const server = { what: 'MCP server', launch: 'remote', host: 'mcp.acme.example' };

export const mcpServerInTheClearCases: RuleCases = {
  ruleId: 'mcp-server-in-the-clear',
  cases: [
    {
      name: 'a host over http',
      expect: 'hit',
      view: accountView({
        kind: 'integration',
        attributes: { ...server, transport: 'in the clear', credential: 'none configured' },
      }),
      recheckAt: null,
    },
    {
      name: 'a host over https with a credential',
      expect: 'clear',
      view: accountView({
        kind: 'integration',
        attributes: { ...server, transport: 'encrypted', credential: 'configured' },
      }),
    },
    {
      name: 'a server on this machine',
      expect: 'clear',
      view: accountView({
        kind: 'integration',
        attributes: { ...server, transport: 'this machine', credential: 'none configured' },
      }),
    },
    {
      name: 'a program of this machine',
      expect: 'clear',
      view: accountView({ kind: 'integration', attributes: { what: 'MCP server', launch: 'program' } }),
    },
    {
      name: 'a host over https without a credential in the file',
      expect: 'unknown',
      view: accountView({
        kind: 'integration',
        attributes: { ...server, transport: 'encrypted', credential: 'none configured' },
      }),
    },
  ],
};
