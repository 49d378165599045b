import { changed } from '../../api/routes/index.ts';
import { Fault, isSourceId, type SourceId } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { changesText, dormantText } from '../text/changes.ts';

const usages = {
  changes: 'countersign changes [IDENTITY] [--limit N]',
  dormant: 'countersign dormant [--source ID] [--limit N]',
};

const changesCommand: Command = {
  name: 'changes',
  summary: 'how accounts changed what they do, rarest first, and whether their review can follow',
  usage: usages.changes,
  examples: ['countersign changes', 'countersign changes payments/web --json'],
  async run(argv, io) {
    const { options: given, words } = readArguments(argv, { limit: 'text' }, usages.changes, {
      min: 0,
      max: 1,
    });
    const [identity] = words;
    const asked = { limit: Number(given.limit ?? 10), ...(identity === undefined ? {} : { identity }) };
    return answer(io, await ask(io, changed.list, asked), changesText);
  },
};

const dormantCommand: Command = {
  name: 'dormant',
  summary:
    'programs’ identities that nobody uses, together as one person can answer for them, least harm first',
  usage: usages.dormant,
  examples: ['countersign dormant', 'countersign dormant --source acme-aws --json'],
  async run(argv, io) {
    const { options: given } = readArguments(argv, { limit: 'text', source: 'text' }, usages.dormant);
    const asked = { limit: Number(given.limit ?? 100), ...sourceAsked(given.source) };
    return answer(io, await ask(io, changed.dormant, asked), dormantText);
  },
};

function sourceAsked(text: string | undefined): { readonly source?: SourceId } {
  if (text === undefined) return {};
  if (isSourceId(text)) return { source: text };
  throw new Fault('usage', `\`${text}\` is no name of a source.`, {
    next: '`countersign source list` names them.',
  });
}

export const changesCommands: readonly Command[] = [changesCommand, dormantCommand];
