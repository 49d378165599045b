import { aServer } from '../case-records.ts';
import { clear, hit, unknown, type WorkstationRule } from '../rule.ts';

export const mcpWholeHomeFilesystem: WorkstationRule = {
  id: 'mcp-whole-home-filesystem',
  title: 'An MCP server is given the whole home folder or disk',
  severity: 'high',
  why: 'The agent can then read every key, token and mailbox of this user, and write shell start-up files.',
  reference: 'SAFE-MCP SAFE-T1105 Path Traversal via File Tool; OWASP NHI5:2025 Overprivileged NHI',
  falsePositives: 'A container or a user account that holds nothing else.',
  runbook: 'Give the server the one project folder that the agent works in.',
  judge: (view) =>
    view.of('mcp_server').flatMap((server) => {
      const wide = server.folders.filter((folder) => isWide(folder));
      if (wide.length > 0)
        return [
          hit(server, `\`${server.name}\` is given ${wide.map((folder) => `\`${folder}\``).join(' and ')}.`),
        ];
      const isVague = server.folders.some((folder) =>
        /^\$(?!\{?(?:workspaceFolder|PWD|CLAUDE_PROJECT_DIR)\b)/.test(folder),
      );
      if (isVague) return [unknown(server, 'what the variable in the folder stands for')];
      return server.folders.length > 0 ? [clear(server)] : [];
    }),
  cases: {
    hit: [aServer({ folders: ['/home/dana'] })],
    clear: [aServer({ folders: ['/home/dana/work/project', '${workspaceFolder}'] })],
    unknown: [aServer({ folders: ['${env:HOME}/${DATA}'] })],
  },
};

/** `/`, a home folder itself, all homes, or a drive. */
const isWide = (folder: string): boolean =>
  /^(?:\/|~\/?|\/home\/?|\/Users\/?|\/root\/?|\/home\/[^/]+\/?|\/Users\/[^/]+\/?|[A-Za-z]:[\\/]?|[A-Za-z]:[\\/]Users[\\/]?(?:[^\\/]+[\\/]?)?|\$\{?(?:env:)?(?:HOME|userHome)\}?\/?|%USERPROFILE%[\\/]?)$/.test(
    folder,
  );
