// What somebody can do who has taken over the server: run as its OS user, by its group, with its files. Reads a list of
// jobs on stdin, does each, and prints what came of it. Decides nothing: the test that starts it does.
import { closeSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { withPassword } from '../../src/platform/store/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { fileKeys, openCredentialStore } from '../../src/platform/secrets/index.ts';

export type Job =
  | { readonly is: 'open'; readonly paths: readonly string[] }
  | { readonly is: 'read'; readonly path: string }
  | { readonly is: 'replace'; readonly path: string; readonly content: string }
  | { readonly is: 'link'; readonly at: string; readonly to: string }
  | { readonly is: 'connect'; readonly socket: string }
  | { readonly is: 'credential'; readonly folder: string; readonly name: string }
  | { readonly is: 'signal'; readonly pid: number }
  | {
      readonly is: 'sql';
      readonly url: string;
      readonly password?: string;
      readonly statements: readonly { readonly text: string; readonly values?: readonly unknown[] }[];
    };

export interface Opened {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
}
/** `ok` with what there was, or the error's code. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string };

function outcome(work: () => unknown): Outcome {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);

/** Which of these open for reading, and which for writing. */
function tryAll(paths: readonly string[]): Opened {
  const opens = (path: string, flag: string): boolean => outcome(() => closeSync(openSync(path, flag))).ok;
  return {
    readable: paths.filter((path) => opens(path, 'r')),
    writable: paths.filter((path) => opens(path, 'r+')),
  };
}

const connects = (socket: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const client = connect(socket);
    client.once('connect', () => {
      client.destroy();
      resolve({ ok: true, value: null });
    });
    client.once('error', (error) => resolve({ ok: false, code: codeOf(error) }));
  });

async function sql(job: Extract<Job, { is: 'sql' }>): Promise<Outcome> {
  const client = new pg.Client({
    connectionString: job.password === undefined ? job.url : withPassword(job.url, job.password),
  });
  client.on('error', () => undefined);
  const outcomes: Outcome[] = [];
  try {
    await client.connect();
    for (const { text, values } of job.statements) {
      try {
        const { rows } = await client.query<Record<string, unknown>>(
          text,
          values === undefined ? undefined : [...values],
        );
        outcomes.push({ ok: true, value: rows });
      } catch (error) {
        outcomes.push({ ok: false, code: codeOf(error) });
      }
    }
    return { ok: true, value: outcomes };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function run(job: Job): Outcome | Promise<Outcome> {
  switch (job.is) {
    case 'open':
      return outcome(() => tryAll(job.paths));
    case 'read':
      return outcome(() => readFileSync(job.path, 'utf8'));
    case 'replace':
      return outcome(() => writeFileSync(job.path, job.content));
    case 'link':
      return outcome(() => symlinkSync(job.to, job.at));
    case 'connect':
      return connects(job.socket);
    case 'credential':
      return outcome(() =>
        openCredentialStore({
          path: join(job.folder, 'credentials.json'),
          keys: fileKeys(join(job.folder, 'credentials.key')),
          clock: systemClock,
        }).get(job.name),
      );
    case 'signal':
      return outcome(() => process.kill(job.pid, 'SIGTERM'));
    case 'sql':
      return sql(job);
  }
}

const jobs = JSON.parse(readFileSync(0, 'utf8')) as readonly Job[];
const done: Outcome[] = [];
for (const job of jobs) done.push(await run(job));
process.stdout.write(JSON.stringify(done));
