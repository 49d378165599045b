import { detectionConfigSchema } from '../config.ts';
import { accountView, agentWith, right, tool, type RuleCases } from './case.ts';

const said = (...ticketsAreCarriedOut: readonly string[]) =>
  detectionConfigSchema.parse({ agents: { ticketsAreCarriedOut } });

export const agentReachesControlCases: RuleCases = {
  ruleId: 'agent-reaches-control',
  cases: [
    { name: 'a tool that makes users', expect: 'hit', view: agentWith(tool('create_user')), recheckAt: null },
    { name: 'a tool that attaches policies', expect: 'hit', view: agentWith(tool('attachRolePolicy')) },
    { name: 'a tool that makes access keys', expect: 'hit', view: agentWith(tool('create_access_key')) },
    { name: 'a tool that reads secrets', expect: 'hit', view: agentWith(tool('get-secret-value')) },
    {
      name: 'a permission over roles',
      expect: 'hit',
      view: agentWith(right('RoleManagement.ReadWrite.Directory', 'api/1')),
    },
    { name: 'everything', expect: 'hit', view: agentWith(right('*', '*')) },
    {
      name: 'a tool that only says of itself that it reads',
      expect: 'hit',
      view: agentWith(tool('delete_user', { kind: 'MCP tool (its server says: only reads)' })),
    },
    {
      name: 'tickets that a program carries out',
      expect: 'hit',
      view: agentWith(right('tickets:write', 'tickets')),
      config: said('src'),
    },
    {
      name: 'tickets that people read',
      expect: 'clear',
      view: agentWith(tool('create_issue')),
      config: said(),
    },
    { name: 'tickets, and nobody has said', expect: 'unknown', view: agentWith(tool('create_issue')) },
    { name: 'a tool that finds a customer', expect: 'clear', view: agentWith(tool('find_customer')) },
    { name: 'a tool that lists users', expect: 'clear', view: agentWith(tool('list_users')) },
    { name: 'a permission to read users', expect: 'clear', view: agentWith(right('User.Read.All', 'api/1')) },
    { name: 'ten thousand characters', expect: 'clear', view: agentWith(tool('x'.repeat(10_000))) },
    {
      name: 'names that objects have',
      expect: 'clear',
      view: agentWith(tool('__proto__'), tool('constructor')),
    },
    { name: 'tools that were not listed', expect: 'unknown', view: agentWith(tool('*')) },
    {
      name: 'more rights than were looked at',
      expect: 'unknown',
      view: accountView({ kind: 'agent', agentRights: { rights: [], more: 7 } }),
    },
    { name: 'a service', expect: 'clear', view: accountView({ agentRights: null }) },
    { name: 'nobody looked', expect: 'unknown', view: accountView({ kind: 'agent' }) },
  ],
};
