// Runs the attacker of a test as the server's OS user.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { processUsers } from '../../src/platform/data-folder/index.ts';
import type { Job, Outcome } from './server-attacker.ts';

const program = join(import.meta.dirname, 'server-attacker.ts');

/** Does the jobs as uid 64101, gid 64100, with no environment; one outcome a job. */
export async function asServer(jobs: readonly Job[]): Promise<readonly Outcome[]> {
  const child = spawn(process.execPath, [program], {
    ...processUsers.server,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(JSON.stringify(jobs));
  await new Promise((resolve) => child.once('close', resolve));
  if (out === '') throw new Error(`the attacker did not run: ${err}`);
  return JSON.parse(out) as readonly Outcome[];
}

export async function asServerOne(job: Job): Promise<Outcome> {
  const [only] = await asServer([job]);
  if (only === undefined) throw new Error('the attacker answered nothing');
  return only;
}

/** One outcome a statement; throws when there was not even a connection. */
export async function sqlAsServer(
  at: { readonly url: string; readonly password: string },
  statements: readonly (string | { readonly text: string; readonly values: readonly unknown[] })[],
): Promise<readonly Outcome[]> {
  const ran = await asServerOne({
    is: 'sql',
    ...at,
    statements: statements.map((each) => (typeof each === 'string' ? { text: each } : each)),
  });
  if (!ran.ok) throw new Error(`no connection: ${ran.code}`);
  return ran.value as readonly Outcome[];
}
