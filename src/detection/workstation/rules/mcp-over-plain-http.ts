import { aServer } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const mcpOverPlainHttp: WorkstationRule = {
  id: 'mcp-over-plain-http',
  title: 'A remote MCP server is reached without TLS',
  severity: 'high',
  why: 'Anyone on the way reads the token and the data, and can answer in the server’s name: what comes back are instructions to an agent.',
  reference: 'MCP specification 2025-11-25, Authorization: Communication Security (all endpoints over HTTPS)',
  falsePositives: 'A host inside an encrypted tunnel; loopback addresses are not reported.',
  runbook: 'Use the `https://` address of the server; if it has none, do not send a token to it.',
  judge: (view) =>
    view.of('mcp_server').flatMap((server) => {
      if (server.launch.is === 'unknown') return [unknown(server, server.launch.why)];
      if (server.launch.is !== 'remote') return [];
      if (server.launch.tls || server.launch.loopback) return [clear(server)];
      return [hit(server, `\`${server.name}\` is reached at \`${server.launch.host}\` over plain HTTP.`)];
    }),
  cases: {
    hit: [aServer({ launch: { is: 'remote', host: 'mcp.acme.test', tls: false, loopback: false } })],
    clear: [aServer({ launch: { is: 'remote', host: 'localhost:3000', tls: false, loopback: true } })],
    unknown: [aServer({ launch: { is: 'unknown', why: 'its URL is a variable' } })],
  },
};
