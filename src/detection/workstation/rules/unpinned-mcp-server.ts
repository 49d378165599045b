import { aServer } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const unpinnedMcpServer: WorkstationRule = {
  id: 'unpinned-mcp-server',
  title: 'An MCP server runs whatever version is newest',
  severity: 'medium',
  why: 'Each start downloads and runs the newest release with this user’s rights and the server’s tokens; whoever takes over the package takes over this machine.',
  reference: 'SAFE-MCP SAFE-T1002 Supply Chain Compromise; OWASP NHI3:2025 Vulnerable Third-Party NHI',
  falsePositives: 'A package kept in an own registry under own control.',
  runbook:
    'Write the exact version (`npx -y name@1.2.3`, `uvx name==1.2.3`, an image by digest) and raise it on purpose.',
  judge: (view) =>
    view.of('mcp_server').flatMap((server) => {
      if (server.launch.is === 'unknown') return [unknown(server, server.launch.why)];
      if (server.launch.is !== 'package') return [];
      if (server.launch.version !== undefined) return [clear(server)];
      return [
        hit(
          server,
          `\`${server.name}\` starts \`${server.launch.name}\` from ${registries[server.launch.registry]} without a version.`,
        ),
      ];
    }),
  cases: {
    hit: [aServer({ launch: { is: 'package', registry: 'npm', name: 'some-server' } })],
    clear: [aServer()],
    unknown: [aServer({ launch: { is: 'unknown', why: 'neither a command nor a URL' } })],
  },
};

const registries = { npm: 'npm', pypi: 'PyPI', oci: 'a container registry' } as const;
