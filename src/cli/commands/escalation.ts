import { escalation } from '../../api/routes/index.ts';
import type { Result } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { momentAsked, readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import { whileFindingPaths } from '../while-finding-paths.ts';
import type { Command, Io } from '../io.ts';
import { blastRadiusText, chokePointsText, couldBecomeText, pathsText } from '../text/escalation.ts';
import { mermaidOf, type Drawn } from '../text/mermaid.ts';

const options = { at: 'text', limit: 'text', mermaid: 'flag' } as const;
const more = '[--at TIME] [--limit N] [--mermaid]';
const usages = {
  paths: `countersign paths FROM TO ${more}`,
  couldBecome: `countersign could-become IDENTITY ${more}`,
  blastRadius: `countersign blast-radius CREDENTIAL|IDENTITY ${more}`,
  chokePoints: `countersign choke-points ${more}`,
};

/** With `--mermaid` the drawing, else text; `--json` wins over both. */
const drawnOr =
  <T extends Drawn>(mermaid: boolean, render: (found: T) => string) =>
  (found: T): string =>
    mermaid ? mermaidOf(found) : render(found);

const shown = <T extends Drawn>(io: Io, found: Result<T>, how: (found: T) => string): number =>
  answer(io, found, how);

const pathsCommand: Command = {
  name: 'paths',
  summary: 'how one identity could come to have what another has, step by step',
  usage: usages.paths,
  examples: [
    'countersign paths payments/web kubernetes/prod         # to everything in a cluster',
    "countersign paths 'deploy key' aws/111122223333",
    'countersign paths hana_kim postgres --mermaid > paths.mmd',
  ],
  async run(argv, io) {
    const { options: given, words } = readArguments(argv, options, usages.paths, { min: 2, max: 2 });
    const [from = '', to = ''] = words;
    const asked = { from, to, limit: Number(given.limit ?? 200), ...momentAsked(given.at) };
    return shown(
      io,
      await whileFindingPaths(io, ask(io, escalation.paths, asked)),
      drawnOr(given.mermaid, pathsText),
    );
  },
};

const couldBecomeCommand: Command = {
  name: 'could-become',
  summary: 'what an identity could become: crown jewels first, with a path to each',
  usage: usages.couldBecome,
  examples: [
    'countersign could-become payments/web',
    'countersign could-become acme-postgres/role/hana_kim --json',
  ],
  async run(argv, io) {
    const { options: given, words } = readArguments(argv, options, usages.couldBecome, { min: 1, max: 1 });
    const asked = { identity: words[0] ?? '', limit: Number(given.limit ?? 100), ...momentAsked(given.at) };
    return shown(
      io,
      await whileFindingPaths(io, ask(io, escalation.couldBecome, asked)),
      drawnOr(given.mermaid, couldBecomeText),
    );
  },
};

const blastRadiusCommand: Command = {
  name: 'blast-radius',
  summary: 'what whoever steals a credential could come to have',
  usage: usages.blastRadius,
  examples: ['countersign blast-radius AKIAEXAMPLE', 'countersign blast-radius payments/web --mermaid'],
  async run(argv, io) {
    const { options: given, words } = readArguments(argv, options, usages.blastRadius, { min: 1, max: 1 });
    const asked = { of: words[0] ?? '', limit: Number(given.limit ?? 100), ...momentAsked(given.at) };
    return shown(
      io,
      await whileFindingPaths(io, ask(io, escalation.blastRadius, asked)),
      drawnOr(given.mermaid, (found) => blastRadiusText(asked.of, found)),
    );
  },
};

const chokePointsCommand: Command = {
  name: 'choke-points',
  summary: 'the single grants whose removal cuts off the most identities from every crown jewel',
  usage: usages.chokePoints,
  examples: ['countersign choke-points', 'countersign choke-points --limit 5 --mermaid'],
  async run(argv, io) {
    const { options: given } = readArguments(argv, options, usages.chokePoints);
    const asked = { limit: Number(given.limit ?? 20), ...momentAsked(given.at) };
    return shown(
      io,
      await whileFindingPaths(io, ask(io, escalation.chokePoints, asked)),
      drawnOr(given.mermaid, chokePointsText),
    );
  },
};

/** In the order help shows them. */
export const escalationCommands: readonly Command[] = [
  pathsCommand,
  couldBecomeCommand,
  blastRadiusCommand,
  chokePointsCommand,
];
