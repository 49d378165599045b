import { roles } from '../../api/routes/index.ts';
import { isSourceId, refuse } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { suggestedRolesText } from '../text/suggested-roles.ts';

const usage = `countersign roles suggest --source ID [--limit N]

Roles that would say exactly what the accounts of a source hold now, through groups too: each with what its users share
(group, department, title), how much the first of them give, and who stands out among peers: who alone holds what no
peer holds, and who lacks what all peers hold. It proposes; nothing is changed or filed.

--limit N     roles and outliers shown (default 20)

Up to 20,000 accounts and 200,000 rights held; for more, \`mine-roles FILE\` takes a matrix of any part.`;

const suggest: Command = {
  name: 'roles suggest',
  summary: 'roles that would say what the accounts of a source hold, and who stands out among peers',
  usage,
  examples: [
    'countersign roles suggest --source acme-saas',
    'countersign roles suggest --source acme-postgres --json',
  ],
  async run(argv, io) {
    const { options } = readArguments(argv, { source: 'text', limit: 'text' }, usage);
    const { source } = options;
    if (source === undefined || !isSourceId(source))
      return answer(
        io,
        refuse('usage', '`--source` names the source whose accounts are looked at.', `Usage: ${usage}`),
        suggestedRolesText,
      );
    return answer(
      io,
      await ask(io, roles.suggest, { source, limit: Number(options.limit ?? 20) }),
      suggestedRolesText,
    );
  },
};

export const rolesCommands: readonly Command[] = [suggest];
