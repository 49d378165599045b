import { mineRolesOf } from '../../commands/mine-roles.ts';
import { Fault } from '../../model/index.ts';
import { inertJson } from '../../platform/text.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../io.ts';
import { minedRolesText } from '../text/mined-roles.ts';

const usage = `countersign mine-roles FILE [--limit N]

Finds the fewest roles that give exactly what a matrix says, nothing more and nothing less, and for these the fewest
assignments. FILE has a pair a line, \`user permission\`, a space or a tab between. It says whether fewer roles are
possible at all. Reads only; works without the server; the same file gives the same roles.

--limit N     roles shown in the table, the largest first (default 20); --json has all

With --json: { "roleCount", "edges", "roles": [{ "users", "permissions" }], "seconds" }; an edge is a user in a role
or a permission in a role.

Exit status: 0 done; 2 usage, or the file is no such matrix; 3 it did not work.`;

/** `countersign mine-roles`: of a file alone; over the estate it is `roles suggest`. */
export const mineRolesCommand: Command = {
  name: 'mine-roles',
  summary: 'find the fewest roles that give exactly what a matrix of users and permissions says',
  usage,
  examples: ['countersign mine-roles access.txt', 'countersign mine-roles access.txt --json'],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { limit: 'text' },
      'countersign mine-roles FILE [--limit N]',
      { min: 1, max: 1 },
    );
    const limit = Number(options.limit ?? '20');
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
      throw new Fault('usage', '`--limit` takes a whole number from 1 to 10000.', {
        next: 'countersign help mine-roles',
      });
    const mined = await mineRolesOf({ path: words[0] ?? '', cwd: io.cwd, signal: io.signal });
    io.out(
      io.json
        ? `${inertJson({ roleCount: mined.roles.length, edges: mined.edges, roles: mined.roles, seconds: mined.seconds }, 'line')}\n`
        : minedRolesText(mined, limit),
    );
    return 0;
  },
};
