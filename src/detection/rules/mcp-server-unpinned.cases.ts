import { accountView, credential, type RuleCases } from './case.ts';

const server = { what: 'MCP server', launch: 'npm', software: 'npm:@acme/mcp', pinned: 'no' };

export const mcpServerUnpinnedCases: RuleCases = {
  ruleId: 'mcp-server-unpinned',
  cases: [
    {
      name: 'a package without a version, with a token',
      expect: 'hit',
      view: accountView({ kind: 'integration', attributes: server, credentials: [credential()] }),
      recheckAt: null,
    },
    {
      name: 'a package with its version',
      expect: 'clear',
      view: accountView({ kind: 'integration', attributes: { ...server, pinned: 'yes' } }),
    },
    {
      name: 'a server that is switched off',
      expect: 'clear',
      view: accountView({ kind: 'integration', state: 'disabled', attributes: server }),
    },
    {
      name: 'an app that is no MCP server',
      expect: 'clear',
      view: accountView({ kind: 'integration', attributes: { pinned: 'no' } }),
    },
    {
      name: 'a server of which nobody can tell what it runs',
      expect: 'unknown',
      view: accountView({ kind: 'integration', attributes: { what: 'MCP server', launch: 'unknown' } }),
    },
  ],
};
