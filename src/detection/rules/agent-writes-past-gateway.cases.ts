import { detectionConfigSchema } from '../config.ts';
import { accountView, agentWith, ref, right, tool, type RuleCases } from './case.ts';

const config = detectionConfigSchema.parse({ agents: { gateways: ['host:gateway.acme.example'] } });
const unasked = (name: string, server = 'npm:@acme/mcp') => tool(name, { action: 'call unasked', server });

export const agentWritesPastGatewayCases: RuleCases = {
  ruleId: 'agent-writes-past-gateway',
  cases: [
    {
      name: 'an assistant that may write tickets',
      expect: 'hit',
      view: agentWith(right('tickets:write', 'tickets')),
      recheckAt: null,
    },
    {
      name: 'a role that may insert',
      expect: 'hit',
      view: agentWith(right('INSERT', 'table/db.public.orders')),
    },
    { name: 'a tool that writes, unasked', expect: 'hit', view: agentWith(unasked('update_ticket')) },
    {
      name: 'a tool that its server calls destructive, unasked',
      expect: 'hit',
      view: agentWith({ ...unasked('zap'), kind: 'MCP tool (its server says: destructive)' }),
    },
    {
      name: 'the same through the gateway',
      expect: 'clear',
      view: agentWith(unasked('update_ticket', 'host:gateway.acme.example')),
      config,
    },
    { name: 'past the gateway', expect: 'hit', view: agentWith(unasked('update_ticket')), config },
    {
      name: 'a tool that writes, and a person is asked',
      expect: 'clear',
      view: agentWith(tool('update_ticket')),
    },
    { name: 'a right to read', expect: 'clear', view: agentWith(right('records:read', 'workspace')) },
    {
      name: 'what it could do as another',
      expect: 'clear',
      view: agentWith(right('INSERT', 'table/x', { as: ref('account', 'other') })),
    },
    { name: 'any tool unasked, and none listed', expect: 'unknown', view: agentWith(unasked('*')) },
    { name: 'nobody looked', expect: 'unknown', view: accountView({ kind: 'agent' }) },
  ],
};
