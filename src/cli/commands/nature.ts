import { nature } from '../../api/routes/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command } from '../io.ts';
import { natureText } from '../text/nature.ts';

const usage = 'countersign nature IDENTITY';

const natureCommand: Command = {
  name: 'nature',
  summary: 'how it works (stable, ephemeral, autonomous) and where it comes from, by its logs',
  usage: `${usage}

Judges from what logs say how an identity works: by a clock, as people do, or choosing with a model's help; and where
it comes from: repository, workflow, image, client. Every measure is shown. What too little was seen of is not told.`,
  examples: ['countersign nature svc-image-resizer', 'countersign nature role/ci-preview --json'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, usage, { min: 1, max: 1 });
    return answer(io, await ask(io, nature.show, { identity: words[0] ?? '' }), natureText);
  },
};

export const natureCommands: readonly Command[] = [natureCommand];
