import { resolve } from 'node:path';
import { activity } from '../../api/routes/index.ts';
import {
  isWhole,
  readLogs,
  sizeOfLogs,
  summariseActivity,
  type ActivityRequest,
} from '../../commands/activity.ts';
import { logCopy, prepareLog } from '../../commands/start/prepare-log.ts';
import { copyAgain } from '../../commands/start/prepare-source.ts';
import { Fault } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { progressMode, startProgress, type Progress } from '../../platform/progress.ts';
import { inert, inertJson } from '../../platform/text.ts';
import { readArguments } from '../arguments.ts';
import { answer } from '../answer.ts';
import { ask } from '../connect.ts';
import { keyNamed } from '../fingerprint-key.ts';
import type { Command, Io } from '../io.ts';
import { activityText } from '../text/activity.ts';
import { logReadText, logsText, unknownText } from '../text/logs.ts';
import { profileText } from '../text/profile.ts';

const usage = `countersign activity show PATH… [--who NAME] [--limit N] [--ocsf] [--fingerprint-key env:NAME|file:PATH]

Summarises logs of what identities did: how many events of which class and outcome, who did them, from where, and
what could not be read. A folder is read with all below it, in the order of names; gzipped files as they are. Log
types are told by shape: CloudTrail, Kubernetes audit, Google Cloud audit, Okta, Entra, Azure, Vault, PostgreSQL
(csvlog, jsonlog, pgaudit), GitHub, MCP and agent traces, OCSF (JSON and Parquet).

--who NAME    only what this identity did, with its profile: a name, ARN, id, address or session
--limit N     identities shown, the busiest first (default 20)
--ocsf        print the events instead, in OCSF 1.8.0, one a line; what is left out is told on stderr

Reads only; needs no database. Secrets in logs become keyed fingerprints and are never printed or kept.

Exit status: 0 done; 1 a log could not be read, or none was found; 2 usage; 3 it did not work.`;

const show: Command = {
  name: 'activity show',
  summary: 'summarise logs of what identities did, or print them as OCSF; works without the server',
  usage,
  examples: [
    'countersign activity show cloudtrail/           # a folder of an S3 bucket, gzipped as it is',
    'countersign activity show audit.log --who alice # what one identity did',
    'countersign activity show okta.json --json',
    'countersign activity show logs/ --ocsf > events.ndjson',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { who: 'text', limit: 'text', ocsf: 'flag', 'fingerprint-key': 'text' },
      'countersign activity show PATH… [--who NAME] [--limit N] [--ocsf]',
      { min: 1, max: Infinity },
    );
    const limit = Number(options.limit ?? '20');
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
      throw new Fault('usage', '`--limit` takes a whole number from 1 to 10000.', {
        next: 'countersign help activity show',
      });
    if (options.ocsf && options.who !== undefined)
      throw new Fault('usage', '`--ocsf` prints every event; `--who` belongs to the summary.', {
        next: 'Leave one of the two out.',
      });
    if (options.ocsf && io.json)
      throw new Fault('usage', '`--ocsf` prints one event a line, `--json` one document.', {
        next: 'Leave one of the two out.',
      });
    const from = options['fingerprint-key'];
    const logs = { paths: words, cwd: io.cwd };
    const progress = startProgress({
      what: 'reading logs',
      unit: 'MB',
      mode: progressMode({ json: io.json, isTerminal: io.isTerminal }),
      total: (await sizeOfLogs(logs)) / 1e6,
      write: (text) => io.err(text),
    });
    const request: ActivityRequest = {
      ...logs,
      signal: io.signal,
      ...(from === undefined ? {} : { fingerprintKey: keyNamed(from, io.env) }),
      progress: (bytes) => progress.add(bytes / 1e6),
    };
    if (options.ocsf) return printOcsf(request, progress, io);
    const summary = await summariseActivity({
      ...request,
      who: options.who,
      identities: limit,
      names: options.who === undefined ? 8 : 15,
    });
    progress.done();
    io.out(io.json ? `${inertJson(summary, 'line')}\n` : activityText(summary, options.who));
    const isWhole = summary.unread.every(({ code }) => code === 'input_wrong_kind');
    return isWhole && (summary.events > 0 || summary.unread.length === 0) ? 0 : 1;
  },
};

/** Events as they come: no more of them is kept in memory than is being written. */
async function printOcsf(request: ActivityRequest, progress: Progress, io: Io): Promise<number> {
  const left = new Map<string, number>();
  let unread = 0;
  // whoever reads may stop, as `head` does: then the rest need not be read
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
  };
  process.stdout.once('error', close);
  const leave = (why: string): unknown => left.set(why, (left.get(why) ?? 0) + 1);
  for await (const read of readLogs(request)) {
    if (isClosed) break;
    if (read.is === 'event' && isWhole(read.event)) {
      io.out(`${inertJson(read.event, 'line')}\n`);
      await drained();
    } else if (read.is === 'event') leave('The log tells no time, which OCSF asks for.');
    else if (read.is === 'refused')
      leave(left.size < 100 || left.has(read.why) ? read.why : 'Other reasons.');
    else if (read.is === 'unread') {
      if (read.fault.code !== 'input_wrong_kind') unread++;
      io.err(`could not read ${inert(read.path)}: ${inert(read.fault.message)}\n`);
    }
  }
  process.stdout.off('error', close);
  progress.done();
  for (const [why, count] of left) io.err(`left out ${count.toLocaleString('en')}: ${why}\n`);
  return unread > 0 ? 1 : 0;
}

/** Waits where whoever reads is slower than the disk. */
async function drained(): Promise<void> {
  const { stdout } = process;
  if (!stdout.writableNeedDrain) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      stdout.off('drain', go).off('close', go).off('error', go);
      resolve();
    };
    stdout.once('drain', go).once('close', go).once('error', go);
  });
}

const addUsage = 'countersign activity add NAME=PATH --of SOURCE[,SOURCE…]';
const add: Command = {
  name: 'activity add',
  summary: 'have a log read: a file or a folder, and of which sources’ accounts it tells',
  usage: `${addUsage}

The server reads it at once and what is new every minute: files that are written row by row from where they ended, others
once. Of events only profiles are kept. Nothing counts twice when files are renamed or packed.`,
  examples: [
    'countersign activity add trail=/var/log/cloudtrail --of acme-aws',
    'countersign activity add cluster=/var/log/kubernetes/audit.log --of acme-kubernetes',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { of: 'text' }, addUsage, { min: 1, max: 1 });
    const [, name, path] = /^([^=]+)=(.+)$/s.exec(words[0] ?? '') ?? [];
    if (name === undefined || path === undefined || options.of === undefined)
      throw new Fault('usage', 'A log is written `NAME=PATH`, and `--of` says of which sources it tells.', {
        next: addUsage,
      });
    const data = locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });
    const log = prepareLog(data, name, resolve(io.cwd, path));
    const sources = options.of.split(',').map((source) => source.trim());
    return answer(
      io,
      await ask(io, activity.add, { name, path: log, sources }),
      (added) =>
        `Added ${added.name}, of ${added.sources.join(', ')}. It is being read.\nNext: countersign activity list\n`,
    );
  },
};

const list: Command = {
  name: 'activity list',
  summary: 'the logs that are read: what they cover, and what could not be read',
  usage: 'countersign activity list',
  examples: ['countersign activity list'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign activity list');
    return answer(io, await ask(io, activity.logs, { limit: 200 }), logsText);
  },
};

const readUsage = 'countersign activity read NAME';
const read: Command = {
  name: 'activity read',
  summary: 'read what is new in a log now, and run the rules; files that failed are tried again',
  usage: readUsage,
  examples: ['countersign activity read trail'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, readUsage, { min: 1, max: 1 });
    const name = words[0] ?? '';
    copyAgain(locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd }), logCopy(name));
    const progress = startProgress({
      what: `reading ${name}`,
      unit: 'events',
      mode: progressMode({ json: io.json, isTerminal: io.isTerminal }),
      write: (text) => io.err(text),
    });
    let told = 0;
    const done = await ask(io, activity.read, { name }, ({ count }) => {
      if (count > told) progress.add(count - told);
      told = Math.max(told, count);
    });
    progress.done();
    return answer(io, done, logReadText);
  },
};

const removeUsage = 'countersign activity remove NAME';
const remove: Command = {
  name: 'activity remove',
  summary: 'remove a log and all that came of it; its files stay',
  usage: removeUsage,
  examples: ['countersign activity remove trail'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, removeUsage, { min: 1, max: 1 });
    return answer(
      io,
      await ask(io, activity.remove, { name: words[0] ?? '' }),
      ({ name }) => `Removed ${name}, with what was kept of it.\n`,
    );
  },
};

const unknownUsage = 'countersign activity unknown [--log NAME] [--limit N]';
const unknown: Command = {
  name: 'activity unknown',
  summary: 'who acted, and stands in no source that was read',
  usage: unknownUsage,
  examples: ['countersign activity unknown', 'countersign activity unknown --log trail'],
  async run(argv, io) {
    const { options } = readArguments(argv, { log: 'text', limit: 'text' }, unknownUsage);
    return answer(
      io,
      await ask(io, activity.unknown, {
        limit: Number(options.limit ?? '50'),
        ...(options.log === undefined ? {} : { log: options.log }),
      }),
      unknownText,
    );
  },
};

const profileUsage = 'countersign profile IDENTITY [--names N]';
const profile: Command = {
  name: 'profile',
  summary: 'what an account, or each account of a person, did, as far as logs say',
  usage: `${profileUsage}

Logs are added by \`activity add\`. Where no log was read that would show an account, that is said: it is no “did nothing”.`,
  examples: ['countersign profile svc-terraform', 'countersign profile jonas.weber --json'],
  async run(argv, io) {
    const { options, words } = readArguments(argv, { names: 'text' }, profileUsage, { min: 1, max: 1 });
    const asked = { identity: words[0] ?? '', names: Number(options.names ?? '8') };
    return answer(io, await ask(io, activity.profile, asked), profileText);
  },
};

export const activityCommands: readonly Command[] = [show, add, list, read, remove, unknown, profile];
