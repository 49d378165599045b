import { duties } from '../../api/routes/index.ts';
import { done } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { dutiesText, dutyRulesText } from '../text/duties.ts';

const checkUsage = `countersign duties check [--rule ID] [--limit N]

Who has two duties that are to stay apart: over everything that was read, by groups, roles and policies, by one account
or by several of the same person, with both paths. Whoever has both by a right on everything is counted and not listed:
rules about administrators find them.

Exit status: 0 nobody for certain, or somebody answers for each; 1 somebody; 2 usage, or the rules cannot be read; 3 it
did not work.`;

const check: Command = {
  name: 'duties check',
  summary: 'who has two duties that are to stay apart, by which paths',
  usage: checkUsage,
  examples: [
    'countersign duties check',
    'countersign duties check --rule aws-permissions-and-records --json',
  ],
  async run(argv, io) {
    const { options } = readArguments(argv, { rule: 'text', limit: 'text' }, checkUsage);
    const found = await ask(io, duties.check, {
      limit: Number(options.limit ?? 200),
      ...(options.rule === undefined ? {} : { rule: options.rule }),
    });
    const status = answer(io, found, (told) => dutiesText(told, options.rule));
    if (!found.ok) return status;
    const looked = found.value.rules.filter(({ id }) => options.rule === undefined || id === options.rule);
    return looked.some(({ conflicts }) => conflicts > 0) ? 1 : status;
  },
};

const list: Command = {
  name: 'duties list',
  summary: 'the rules about duties, what each duty is, and who answers for exceptions',
  usage: 'countersign duties list',
  examples: ['countersign duties list'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign duties list');
    const found = await ask(io, duties.check, { limit: 1 });
    if (!found.ok) return answer(io, found, dutyRulesText);
    const { rules, unknown } = found.value;
    return answer(io, done({ rules, unknown }), dutyRulesText);
  },
};

export const dutiesCommands: readonly Command[] = [check, list];
