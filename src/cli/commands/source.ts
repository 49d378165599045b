import { sources } from '../../api/routes/index.ts';
import { prepareForSource, giveWriteCredential } from '../../commands/start/source-access.ts';
import { copyAgain } from '../../commands/start/prepare-source.ts';
import { Fault } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { progressMode, startProgress } from '../../platform/progress.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import { inert } from '../../platform/text.ts';
import type { Command, Io } from '../io.ts';

const folderOf = (io: Io): string => locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });

const sourceListCommand: Command = {
  name: 'source list',
  summary: 'what is read, when it was, and what was not',
  usage: 'countersign source list',
  examples: ['countersign source list'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign source list');
    return answer(io, await ask(io, sources.list, {}), ({ items }) =>
      items
        .flatMap(({ source, gaps, writable }) => [
          `${source.id.padEnd(16)} ${source.connector.padEnd(9)} ${source.state.is.padEnd(8)} ${source.lastCompleteRead === undefined ? 'never read' : `read ${source.lastCompleteRead.startedAt}`}  ${writable ? 'can be changed' : 'observe only'}`,
          ...(source.state.is === 'paused' ? [`    ${inert(source.state.because)}`] : []),
          ...gaps.slice(0, 5).map((gap) => `    not read: ${inert(gap.what)} (${inert(gap.why)})`),
          ...(gaps.length > 5 ? [`    and ${gaps.length - 5} more not read (see --json)`] : []),
        ])
        .concat('')
        .join('\n'),
    );
  },
};

const addUsage = 'countersign source add [NAME:]CONNECTOR=LOCATION';

const sourceAddCommand: Command = {
  name: 'source add',
  summary: 'add a source; passwords only as env:NAME or file:PATH',
  usage: addUsage,
  examples: [
    'countersign source add aws=./authorization-details.json',
    "countersign source add 'billing:postgres=postgres://reader@db/billing?passwordFrom=env:PGPASSWORD'",
    'countersign source add crm:csv=./crm-export',
  ],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, addUsage, { min: 1, max: 1 });
    const source = prepareForSource(folderOf(io), words[0] ?? '', io.env, io.cwd);
    return answer(
      io,
      await ask(io, sources.add, source),
      (added) =>
        `Added ${added.id} (${added.connector}), observe only.\nNext: countersign source read ${added.id}\n`,
    );
  },
};

const readUsage = 'countersign source read NAME';

const sourceReadCommand: Command = {
  name: 'source read',
  summary: 'read a source now and run the rules over what changed',
  usage: readUsage,
  examples: ['countersign source read acme-postgres'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, readUsage, { min: 1, max: 1 });
    copyAgain(folderOf(io), words[0] ?? '');
    const progress = startProgress({
      what: `reading ${words[0] ?? ''}`,
      unit: 'records',
      mode: progressMode({ json: io.json, isTerminal: io.isTerminal }),
    });
    let told = 0;
    const read = await ask(io, sources.read, { id: words[0] ?? '' }, ({ count }) => {
      if (count > told) progress.add(count - told);
      told = Math.max(told, count);
    });
    progress.done();
    return answer(io, read, ({ read: { counts, number, complete }, findings }) =>
      [
        `Read ${number}${complete ? '' : ' (not complete: nothing was closed)'}:`,
        ...Object.entries(counts)
          .filter(([, count]) => count.added + count.changed + count.closed + count.unchanged > 0)
          .map(
            ([type, count]) =>
              `  ${type.padEnd(12)} ${count.added} new, ${count.changed} changed, ${count.closed} gone, ${count.unchanged} as before`,
          ),
        `Findings: ${findings.opened} opened, ${findings.changed} changed, ${findings.closed} closed.`,
        '',
      ].join('\n'),
    );
  },
};

const oneName = (name: 'resume' | 'remove', summary: string, say: string): Command => ({
  name: `source ${name}`,
  summary,
  usage: `countersign source ${name} NAME`,
  examples: [`countersign source ${name} acme-saas`],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, `countersign source ${name} NAME`, { min: 1, max: 1 });
    const id = words[0] ?? '';
    return answer(
      io,
      await ask(io, name === 'resume' ? sources.resume : sources.remove, { id }),
      () => `${say}\n`,
    );
  },
});

const sourceResumeCommand = oneName(
  'resume',
  'read a paused source again: the shrinking was looked at',
  'Resumed: its next complete read applies.',
);
const sourceRemoveCommand = oneName(
  'remove',
  'take a source out of the present; its history stays',
  'Removed from the present; answers as of earlier reads still hold it.',
);

const writerUsage =
  'countersign source writer NAME --url postgres://WRITER@HOST/DB --password-from env:NAME|file:PATH';

/** Gives the enforcer, and it alone, the credential to change a target. */
const sourceWriterCommand: Command = {
  name: 'source writer',
  summary: 'give the enforcer a write credential for a source; until then it is observe-only',
  usage: writerUsage,
  examples: [
    "countersign source writer billing --url 'postgres://countersign_writer@db/billing' --password-from file:/run/secrets/writer",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { url: 'text', 'password-from': 'text' }, writerUsage, {
      min: 1,
      max: 1,
    });
    if (options.url === undefined || options['password-from'] === undefined)
      throw new Fault('usage', 'Give the URL and where the password is.', { next: `Usage: ${writerUsage}` });
    const source = giveWriteCredential(
      folderOf(io),
      { source: words[0] ?? '', url: options.url, passwordFrom: options['password-from'] },
      io.env,
      io.cwd,
    );
    if (io.json) io.out(`${JSON.stringify({ source })}\n`);
    else
      io.out(
        `The enforcer holds a write credential for ${source}. It says so in the ledger when it next starts: countersign stop, then countersign start.\n`,
      );
    return 0;
  },
};

/** In the order help shows them. */
export const sourceCommands: readonly Command[] = [
  sourceAddCommand,
  sourceListCommand,
  sourceReadCommand,
  sourceResumeCommand,
  sourceRemoveCommand,
  sourceWriterCommand,
];
