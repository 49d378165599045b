import type { OutputOf } from '../../api/route.ts';
import { sources } from '../../api/routes/index.ts';
import { prepareForSource, giveWriteCredential } from '../../commands/start/source-access.ts';
import { prepareMapping } from '../../commands/start/prepare-mapping.ts';
import { copyAgain } from '../../commands/start/prepare-source.ts';
import { Fault } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { progressMode, startProgress } from '../../platform/progress.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import { inert, inertJson } from '../../platform/text.ts';
import { mappingProposalText } from '../text/mapping-proposal.ts';
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
          ...(source.state.is === 'paused'
            ? [
                `    paused ${source.state.by === 'person' ? 'by hand' : 'by itself'}: ${inert(source.state.because)}`,
              ]
            : []),
          ...(source.failures === undefined ? [] : failuresSaid(source.failures)),
          ...gaps.slice(0, 5).map((gap) => `    not read: ${inert(gap.what)} (${inert(gap.why)})`),
          ...(gaps.length > 5 ? [`    and ${gaps.length - 5} more not read (see --json)`] : []),
        ])
        .concat('')
        .join('\n'),
    );
  },
};

/** How often its reads failed in a row, of what, and when it is asked again. */
const failuresSaid = ({
  count,
  last,
  nextTry,
}: NonNullable<OutputOf<typeof sources.list>['items'][number]['source']['failures']>): readonly string[] => [
  `    failed ${count} time${count === 1 ? '' : 's'} in a row, last at ${last.at}: ${inert(last.message)}`,
  ...(nextTry === undefined
    ? []
    : [`    not asked again before ${nextTry}; \`countersign source resume\` asks at once`]),
];

const addUsage = 'countersign source add [NAME:]CONNECTOR=LOCATION [--accept-mapping]';

const sourceAddCommand: Command = {
  name: 'source add',
  summary: 'add a source; passwords only as env:NAME or file:PATH',
  usage: addUsage,
  examples: [
    'countersign source add aws=./authorization-details.json',
    "countersign source add 'billing:postgres=postgres://reader@db/billing?passwordFrom=env:PGPASSWORD'",
    'countersign source add crm:csv=./crm-export                  # proposes a mapping where there is none',
    'countersign source add crm:csv=./crm-export --accept-mapping',
    'countersign source add prod:kubernetes=./cluster.json',
    'countersign source add ai:mcp=./fleet',
    "countersign source add 'corp:ldap=ldaps://ldap.example/dc=example?user=cn=reader,dc=example&passwordFrom=env:LDAP_READER'",
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { 'accept-mapping': 'flag' }, addUsage, {
      min: 1,
      max: 1,
    });
    const text = words[0] ?? '';
    const accept = options['accept-mapping'];
    const mapping = await prepareMapping(text, { cwd: io.cwd, accept, signal: io.signal });
    if (mapping.is === 'proposed') {
      io.out(io.json ? `${inertJson({ added: false, ...mapping })}\n` : mappingProposalText(mapping, text));
      return 1;
    }
    const source = prepareForSource(folderOf(io), text, io.env, io.cwd);
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

const pauseUsage = 'countersign source pause NAME --because TEXT';

const sourcePauseCommand: Command = {
  name: 'source pause',
  summary: 'read nothing of a source until it is resumed',
  usage: pauseUsage,
  examples: ["countersign source pause billing --because 'it is being migrated'"],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { because: 'text' }, pauseUsage, { min: 1, max: 1 });
    if (options.because === undefined)
      throw new Fault('usage', 'Say why: it stands in the ledger.', { next: `Usage: ${pauseUsage}` });
    return answer(
      io,
      await ask(io, sources.pause, { id: words[0] ?? '', because: options.because }),
      () => 'Paused: nothing of it is read until it is resumed.\n',
    );
  },
};

const resumeUsage = 'countersign source resume NAME [--because TEXT]';

const sourceResumeCommand: Command = {
  name: 'source resume',
  summary: 'read a source again that is paused, or left alone after failures',
  usage: resumeUsage,
  examples: ["countersign source resume acme-saas --because 'the project was closed, its accounts are gone'"],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { because: 'text' }, resumeUsage, { min: 1, max: 1 });
    const because = options.because === undefined ? {} : { because: options.because };
    return answer(
      io,
      await ask(io, sources.resume, { id: words[0] ?? '', ...because }),
      () => 'Resumed: it is read again. If it shrank, its next complete read applies.\n',
    );
  },
};

const oneName = (name: 'remove', summary: string, say: string): Command => ({
  name: `source ${name}`,
  summary,
  usage: `countersign source ${name} NAME`,
  examples: [`countersign source ${name} acme-saas`],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, `countersign source ${name} NAME`, { min: 1, max: 1 });
    const id = words[0] ?? '';
    return answer(io, await ask(io, sources.remove, { id }), () => `${say}\n`);
  },
});

const sourceRemoveCommand = oneName(
  'remove',
  'take a source out of the present; its history stays',
  'Removed from the present; answers as of earlier reads still hold it.',
);

const writerUsage =
  'countersign source writer NAME --url postgres://WRITER@HOST/DB|ldaps://HOST/BASE?user=WRITER-DN|https://TICKET-DESK|https://VAULT [--tickets github|jira|servicenow | --leases] --password-from env:NAME|file:PATH [--changes-per-minute N]';

function aRate(text: string): number {
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 60_000) return rate;
  throw new Fault('usage', '`--changes-per-minute` takes a whole number from 1 to 60000.', {
    next: `Usage: ${writerUsage}`,
  });
}

/** Gives the enforcer, and it alone, the credential to change a target. */
const sourceWriterCommand: Command = {
  name: 'source writer',
  summary: 'give the enforcer a write credential for a source; until then it is observe-only',
  usage: writerUsage,
  examples: [
    "countersign source writer billing --url 'postgres://countersign_writer@db/billing' --password-from file:/run/secrets/writer",
    "countersign source writer vault --leases --url 'https://vault.example:8200?mostHours=8' --password-from file:/run/secrets/vault-token",
    'countersign source writer payroll-csv --tickets github --url https://api.github.com/repos/acme/access --password-from file:/run/secrets/desk',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { url: 'text', 'password-from': 'text', 'changes-per-minute': 'text', tickets: 'text', leases: 'flag' },
      writerUsage,
      {
        min: 1,
        max: 1,
      },
    );
    if (options.url === undefined || options['password-from'] === undefined)
      throw new Fault('usage', 'Give the URL and where the password is.', { next: `Usage: ${writerUsage}` });
    const source = giveWriteCredential(
      folderOf(io),
      {
        source: words[0] ?? '',
        url: options.url,
        passwordFrom: options['password-from'],
        ...(options.leases ? { leases: true } : {}),
        ...(options.tickets === undefined ? {} : { tickets: options.tickets }),
        ...(options['changes-per-minute'] === undefined
          ? {}
          : { changesPerMinute: aRate(options['changes-per-minute']) }),
      },
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
  sourcePauseCommand,
  sourceResumeCommand,
  sourceRemoveCommand,
  sourceWriterCommand,
];
