import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { codes, Fault } from '../model/index.ts';
import { inertLines } from '../platform/text.ts';
import { allCommands, commandsOf } from './commands.ts';
import { helpAll, helpOne } from './help.ts';
import type { Io } from './io.ts';

/**
 * The `countersign` program. Exit status: 0 done, 1 refused by policy or a check did not hold, 2 usage, 3 fault.
 * With `--json` stdout holds exactly one JSON document; logs and progress go to stderr.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { rest, data, json } = globalOptions(argv);
  const interrupt = new AbortController();
  const stop = (): void =>
    interrupt.abort(new Fault('interrupted', 'Stopped on request; nothing was half-applied.'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  for (const stream of [process.stdout, process.stderr])
    stream.off('error', unlessClosed).on('error', unlessClosed);
  const io: Io = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    json,
    isTerminal: process.stdout.isTTY,
    env: process.env,
    cwd: process.cwd(),
    signal: interrupt.signal,
    data,
  };
  try {
    return await dispatch(rest, io);
  } catch (error) {
    return report(error, io);
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

/** Whoever reads may stop, as `head` does: what was asked for goes on all the same. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function dispatch(words: readonly string[], io: Io): Promise<number> {
  const [first, second] = words;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const asked = first === 'help' ? words.slice(1).join(' ') : '';
    const commands = await allCommands();
    const about = asked === '' ? [] : commands.filter(({ name }) => name.startsWith(asked));
    io.out(about.length === 1 && about[0] !== undefined ? helpOne(about[0]) : helpAll(commands));
    return first === undefined ? codes.usage.exit : 0;
  }
  if (first === '--version' || first === 'version') {
    io.out(`${version()}\n`);
    return 0;
  }
  const loaded = await commandsOf(first);
  const command =
    loaded.find((c) => c.name === `${first} ${second ?? ''}`) ?? loaded.find((c) => c.name === first);
  if (command === undefined) {
    const family = loaded.filter((c) => c.name.startsWith(`${first} `));
    if (family.length > 0) {
      io.err(
        `\`${first}\` needs one more word: ${family.map((c) => c.name.slice(first.length + 1)).join(', ')}.\n`,
      );
      io.out(helpAll(family));
    } else io.err(`There is no command \`${first.slice(0, 60)}\`. \`countersign help\` lists them.\n`);
    return codes.usage.exit;
  }
  const rest = words.slice(command.name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(helpOne(command));
    return 0;
  }
  return command.run(rest, io);
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function globalOptions(argv: readonly string[]): {
  readonly rest: readonly string[];
  readonly data: string | undefined;
  readonly json: boolean;
} {
  const rest: string[] = [];
  let data: string | undefined;
  let json = false;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--json') json = true;
    else if (word === '--data') data = argv[++index];
    else if (word.startsWith('--data=')) data = word.slice('--data='.length);
    else rest.push(word);
  }
  return { rest, data, json };
}

/** The one place that turns what went wrong into words and an exit status. A bug shows its stack; a fault its next step. */
function report(error: unknown, io: Io): number {
  const fault =
    error instanceof Fault
      ? error
      : new Fault('internal', error instanceof Error ? (error.stack ?? error.message) : String(error), {
          next: 'This is a bug in Countersign; please report it with the text above.',
        });
  if (io.json)
    io.out(
      `${JSON.stringify({ error: { code: fault.code, message: fault.message, ...(fault.next === undefined ? {} : { next: fault.next }) } })}\n`,
    );
  else
    io.err(`${inertLines(fault.message)}\n${fault.next === undefined ? '' : `${inertLines(fault.next)}\n`}`);
  return codes[fault.code].exit;
}
