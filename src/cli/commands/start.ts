import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../../api/client.ts';
import * as routes from '../../api/routes/index.ts';
import type { RunningInstallation } from '../../commands/start/start.ts';
import { Fault, type Result } from '../../model/index.ts';
import { monotonicMs, systemClock } from '../../platform/clock.ts';
import { createLog } from '../../platform/log.ts';
import { readArguments } from '../arguments.ts';
import type { Command, Io } from '../io.ts';
import { enrolForPersonas } from '../enrol-for-personas.ts';
import { firstLink, type FirstLink } from '../first-link.ts';
import { findingsText } from '../text/findings.ts';

const usage = 'countersign start [--source CONNECTOR=LOCATION]... [--port N] [--data DIR] [--once]';

/** `npm start`: brings everything up, reads what is new, shows what matters most, and keeps serving. */
export const startCommand: Command = {
  name: 'start',
  summary: 'start Countersign: the demo company, or your own sources with --source',
  usage,
  examples: [
    'npm start                                               # the demo company Acme',
    'npm start -- --source aws=./authorization-details.json  # your own AWS export',
    "npm start -- --source 'postgres=postgres://reader@db/app?passwordFrom=env:PGPASSWORD'",
    'countersign start --once                                # read, show, and end',
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      { source: 'many', port: 'text', quiet: 'flag', once: 'flag' },
      usage,
    );
    const began = monotonicMs();
    const step = (text: string): void =>
      io.json || options.quiet ? undefined : io.err(`  ${seconds(began)} s  ${text}\n`);
    if (!io.json && !options.quiet) io.err('countersign: AI drafts. Policy decides. A person signs.\n');
    // Only here: it brings the whole server along, which no other command needs.
    const { compileForNextStart, startInstallation } = await import('../../commands/start/start.ts');
    const running = await startInstallation({
      data: io.data,
      sources: options.source,
      port: portOf(options.port),
      env: io.env,
      cwd: io.cwd,
      log: createLog({ clock: systemClock, format: 'human', level: 'warn' }),
      step,
      ...(io.reached === undefined ? {} : { reached: io.reached }),
    });
    try {
      await readNewSources(running, io, step);
      await readNewLogs(running, io, step);
      if (!options.quiet) await showFirst(running, io, began);
      await running.complete;
      io.reached?.('shown');
      if (options.once) return 0;
      if (running.installation.fence.fence === 'three-uids') compileForNextStart();
      void keepEnrolling(running, io.signal);
      const stopped = new Promise<string>((resolve) => {
        if (io.signal.aborted) resolve('signal');
        io.signal.addEventListener('abort', () => resolve('signal'), { once: true });
      });
      const why = await Promise.race([stopped, running.failed]);
      if (why !== 'signal')
        throw new Fault('internal', `The ${why} keeps failing, so Countersign stopped.`, {
          next: 'See the lines above, and `countersign doctor`.',
        });
      if (!io.json) io.err('Stopping...\n');
      return 0;
    } finally {
      await running.stop();
    }
  },
};

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new Fault('usage', `\`${text.slice(0, 20)}\` is no port.`, {
    next: 'Give a number from 1 to 65535.',
  });
}

/** In a demo, passkeys that people register as a persona are enrolled by that persona's key, about once a second. */
async function keepEnrolling(running: RunningInstallation, signal: AbortSignal): Promise<void> {
  const at = {
    apiSocket: running.apiSocket,
    folder: running.installation.folder.root,
    ledger: running.installation.identity.origin,
  };
  while (running.demo && !signal.aborted) {
    // it keeps no process up that wants to end
    await sleep(1000, undefined, { ref: false });
    // what goes wrong once is tried again; the server's own log tells why
    await enrolForPersonas(at).catch(() => 0);
  }
}

/** Adds what the server does not know yet and reads what was never read. */
async function readNewSources(
  running: RunningInstallation,
  io: Io,
  step: (text: string) => void,
): Promise<void> {
  const { apiSocket } = running;
  const before = expectDone(await call(apiSocket, routes.status.show, {}));
  for (const source of running.sources) {
    const known = before.sources.find((each) => each.id === source.id);
    if (known === undefined) {
      expectDone(await call(apiSocket, routes.sources.add, source));
      io.reached?.('source.added');
    }
    if (known?.lastRead !== undefined && known.lastRead !== null) continue;
    const read = await call(
      apiSocket,
      routes.sources.read,
      { id: source.id },
      {
        signal: io.signal,
        report: ({ what, count }) => {
          if (what === 'rules') io.reached?.('source.taken');
          if (what === 'lists') io.reached?.('source.evaluated');
          if (io.isTerminal && !io.json)
            io.err(`\r\u001b[2K          ${what}: ${count.toLocaleString('en')}`);
        },
      },
    );
    if (io.isTerminal && !io.json) io.err('\r\u001b[2K');
    if (!read.ok) {
      step(`${source.id}: ${read.message} ${read.next ?? ''}`);
      continue;
    }
    io.reached?.('source.read');
    const { counts } = read.value.read;
    const total = Object.values(counts).reduce(
      (sum, each) => sum + each.added + each.changed + each.unchanged,
      0,
    );
    step(`read ${source.id} (${source.connector}): ${total.toLocaleString('en')} records`);
  }
}

/** Adds logs that the server does not know yet, and waits until they are read: the first answer is to hold what they say. */
async function readNewLogs(
  running: RunningInstallation,
  io: Io,
  step: (text: string) => void,
): Promise<void> {
  const { apiSocket, logs } = running;
  if (logs.length === 0) return;
  const { items } = expectDone(await call(apiSocket, routes.activity.logs, { limit: 200 }));
  const fresh = logs.filter(({ name }) => items.find(({ log }) => log.name === name)?.log.lookedAt == null);
  for (const log of fresh)
    if (!items.some((each) => each.log.name === log.name))
      expectDone(await call(apiSocket, routes.activity.add, log));
  for (const { name } of fresh)
    expectDone(await call(apiSocket, routes.activity.read, { name }, { signal: io.signal }));
  if (fresh.length > 0) step(`read ${fresh.length} logs`);
}

async function showFirst(running: RunningInstallation, io: Io, began: number): Promise<void> {
  const now = expectDone(await call(running.apiSocket, routes.status.show, {}));
  const link = await firstLink({
    apiSocket: running.apiSocket,
    folder: running.installation.folder.root,
    ledger: running.installation.identity.origin,
  });
  const list = expectDone(await call(running.apiSocket, routes.findings.list, { limit: 10, groups: true }));
  if (io.json) {
    await running.complete;
    io.out(
      `${JSON.stringify({ ...now, items: list.items, url: running.url, ...(link.ok ? { link: link.value.link } : {}), folder: running.installation.folder.root, seconds: Number(seconds(began)) })}\n`,
    );
    return;
  }
  io.out(`\n${findingsText(list, now)}`);
  await running.complete; // people read meanwhile; whoever waits for `Serving` finds everything up
  io.out(next(running, list.items.find((item) => 'title' in item.draft)?.id));
  if (link.ok) io.err(`\n${linkText(link.value)}`);
  io.err(
    `\nServing after ${seconds(began)} s at ${running.url}. Data in ${running.installation.folder.root}. Ctrl-C stops it.\n`,
  );
}

/** On the terminal only: whoever reads a log a quarter of an hour later finds a link that is worth nothing. */
const linkText = ({ link, as }: FirstLink): string =>
  `Open the console (this link works once, for 15 minutes${as === null ? '; whoever opens it becomes the first signer' : `; you are ${as}`}):\n  ${link}\n`;

function next(running: RunningInstallation, offered: string | undefined): string {
  const lines = ['', 'Next, in another terminal:'];
  const say = (command: string, why: string): void => void lines.push(`  ${command.padEnd(58)} ${why}`);
  if (offered !== undefined)
    say(`npx countersign propose ${offered}`, 'file the draft of the first item that can be acted on');
  if (running.demo)
    say('npx countersign who-can SELECT billing.customers', 'who can read this, and by which path');
  else say('npx countersign source list', 'what was read, and what was not');
  say('npx countersign findings', 'the whole list');
  if (!running.demo) {
    lines.push(
      '',
      'Observe only: nothing can be changed until you enrol a signer and give the enforcer a write credential.',
    );
    say('npx countersign signers bootstrap --key ~/.ssh/id_ed25519', 'become the first signer');
  }
  say('npx countersign ledger verify', 'check the record yourself');
  return `${lines.join('\n')}\n`;
}

const seconds = (began: number): string => ((monotonicMs() - began) / 1000).toFixed(1);

function expectDone<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Fault(result.code, result.message, result.next === undefined ? {} : { next: result.next });
}
