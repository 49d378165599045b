import { aServer } from '../case-records.ts';
import { clear, hit, type WorkstationRule } from '../rule.ts';

export const mcpRunsToolsUnasked: WorkstationRule = {
  id: 'mcp-runs-tools-unasked',
  title: 'An agent may call tools of an MCP server without asking',
  severity: 'medium',
  why: 'Text that the agent reads can then cause these calls; nobody sees the arguments before they take effect.',
  reference:
    'MCP specification 2025-11-25, Tools: “there SHOULD always be a human in the loop”; OWASP LLM06:2025 Excessive Agency',
  falsePositives: 'Tools that only read public data.',
  runbook:
    'Take the tools out of `alwaysAllow`, `autoApprove` or `trust`; keep at most those that only read.',
  judge: (view) =>
    view.of('mcp_server').map((server) => {
      if (server.unasked.length === 0 || !server.enabled) return clear(server);
      const all = server.unasked.includes('*');
      return hit(
        server,
        `\`${server.name}\`: ${all ? 'all of its tools run' : `${server.unasked.length} of its tools run`} without asking.`,
        [server.place],
        all ? undefined : { is: 'low', because: 'only named tools' },
      );
    }),
  cases: {
    hit: [aServer({ unasked: ['*'] })],
    clear: [aServer()],
    unknown: { why: 'a client that does not state it asks' },
  },
};
