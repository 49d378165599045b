import { replay } from '../../api/routes/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { caseText, replayText } from '../text/replay.ts';

const usage = 'countersign replay [CASE]';

export const replayCommand: Command = {
  name: 'replay',
  summary: 'which breaches of others would have been one here, and what would have broken the chain',
  usage,
  examples: ['countersign replay', 'countersign replay BR-15'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, usage, { min: 0, max: 1 });
    const [id] = words;
    return id === undefined
      ? answer(io, await ask(io, replay.list, {}), replayText)
      : answer(io, await ask(io, replay.show, { id }), caseText);
  },
};
