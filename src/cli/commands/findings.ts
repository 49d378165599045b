import { findings, proposals } from '../../api/routes/index.ts';
import { Fault } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import { inert } from '../../platform/text.ts';
import type { Command } from '../io.ts';
import { findingsText } from '../text/findings.ts';

const usage = 'countersign findings [--limit N] [--rule RULE] [--state open|accepted|closed] [--proposals]';

export const findingsCommand: Command = {
  name: 'findings',
  summary: 'what deserves your next minute, ranked, with the evidence; or the proposals',
  usage,
  examples: [
    'countersign findings',
    'countersign findings --rule key-older-than-limit --limit 50',
    'countersign findings --proposals',
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      { limit: 'text', rule: 'text', state: 'text', proposals: 'flag' },
      usage,
    );
    if (options.proposals) {
      const listed = await ask(io, proposals.list, { limit: 200 });
      return answer(io, listed, ({ items }) =>
        items.length === 0
          ? 'No proposals yet. `countersign propose FINDING` files one.\n'
          : `${items.map((item) => `${item.id}  ${item.state.padEnd(9)} ${item.origin.padEnd(7)} ${inert(item.title)}`).join('\n')}\n`,
      );
    }
    const { state } = options;
    if (state !== undefined && state !== 'open' && state !== 'accepted' && state !== 'closed')
      throw new Fault('usage', `\`--state ${state.slice(0, 20)}\` is none of open, accepted, closed.`, {
        next: `Usage: ${usage}`,
      });
    const limit = options.limit === undefined ? 20 : Number(options.limit);
    const listed = await ask(io, findings.list, {
      limit,
      groups: true,
      ...(options.rule === undefined ? {} : { rule: [options.rule] }),
      ...(state === undefined ? {} : { state: [state] }),
    });
    return answer(io, listed, (list) => findingsText(list));
  },
};
