import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { call } from '../api/client.ts';
import type { InputOf, OutputOf, Report, Route } from '../api/route.ts';
import { status } from '../api/routes/index.ts';
import { socketNote } from '../commands/start/socket-note.ts';
import { Fault, type Result } from '../model/index.ts';
import { monotonicMs, systemClock } from '../platform/clock.ts';
import { locateDataFolder, lockHolder, pathsIn } from '../platform/data-folder/index.ts';
import type { Io } from './io.ts';

/** Calls a route of the running server of this data folder; starts it in the background when it is not running. */
export async function ask<R extends Route>(
  io: Io,
  route: R,
  input: InputOf<R>,
  report?: Report,
): Promise<Result<OutputOf<R>>> {
  const socket = await connect(io);
  return call(socket, route, input, { signal: io.signal, ...(report === undefined ? {} : { report }) });
}

/** Calls a route of the server if one runs on this data folder, and starts none; undefined when none answers. */
export async function askIfRunning<R extends Route>(
  io: Io,
  route: R,
  input: InputOf<R>,
): Promise<Result<OutputOf<R>> | undefined> {
  const socket = runningSocket(locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd }));
  if (socket === undefined) return undefined;
  try {
    return await call(socket, route, input, { signal: io.signal });
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

async function connect(io: Io): Promise<string> {
  const folder = locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });
  const socket = runningSocket(folder);
  if (socket !== undefined && (await answers(socket))) return socket;
  if (!existsSync(join(folder, 'config.json')))
    throw new Fault('usage', `There is no Countersign data in \`${folder}\` yet.`, {
      next: 'Run `npm start` for the demo company, or `npm start -- --source aws=FILE` for your own.',
    });
  io.err('Starting Countersign in the background (stop it with `countersign stop`)...\n');
  mkdirSync(join(folder, 'run'), { recursive: true });
  const logFile = join(folder, 'run', 'background.log');
  const log = openSync(logFile, 'a', 0o600);
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const program = existsSync(main) ? main : fileURLToPath(new URL('./main.js', import.meta.url));
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { main } from ${JSON.stringify(program)}; process.exitCode = await main(process.argv.slice(1));`,
      'start',
      '--quiet',
      '--data',
      folder,
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
    },
  );
  child.unref();
  closeSync(log);
  const deadline = monotonicMs() + 60_000;
  while (monotonicMs() < deadline) {
    const started = runningSocket(folder);
    if (started !== undefined && (await answers(started))) return started;
    // Another command may be starting it at this moment: then ours ends at the lock, and theirs comes up.
    if (child.exitCode !== null && lockHolder(pathsIn(folder).lock, systemClock) === undefined)
      throw new Fault('internal', `Countersign ended while it started:\n${lastLines(logFile)}`, {
        next: `All of it is in \`${logFile}\`; \`countersign doctor\` looks at the rest.`,
      });
    await sleep(100);
  }
  throw new Fault('timed_out', 'Countersign did not come up within a minute.', {
    next: `See \`${logFile}\`, or run \`countersign doctor\`.`,
  });
}

const lastLines = (file: string): string =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-2).join('\n');

const runningSocket = (folder: string): string | undefined => {
  const note = socketNote(folder);
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
};

async function answers(socket: string): Promise<boolean> {
  try {
    await call(socket, status.health, {});
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'source_unreachable') return false;
    throw error;
  }
}
