import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  chownSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../model/failure.ts';
import { createFileAtomically, syncFolder } from '../files.ts';
import { errorCode } from '../error-code.ts';
import type { Binaries } from './binaries.ts';
import { workFolder, isLeftBehind } from './work-folder.ts';
import { commandAs, type ClusterPlace, type RunAs } from './run-as.ts';

/** Local connections only, each with its own password: no OS user is let in for being itself, the superuser least of all. */
const hba = '# Written by Countersign.\nlocal all all scram-sha-256\n';

/**
 * Makes the cluster if there is none: in a folder beside, renamed into place when complete, so a kill half-way leaves
 * nothing but rubbish that the next start removes. Returns the superuser's password, which lives in a file that only the
 * owner of the cluster's folder can read.
 */
export async function ensureCluster(place: ClusterPlace, runAs: RunAs, binaries: Binaries): Promise<string> {
  const password = superuserPassword(place);
  if (existsSync(join(place.data, 'PG_VERSION'))) return password;
  for (const name of readdirSync(place.home)) if (isLeftBehind(name)) discard(join(place.home, name));
  const fresh = join(place.home, workFolder());
  mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = join(fresh, 'password');
  const data = join(fresh, 'data');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (runAs.become !== undefined)
      for (const path of [fresh, passwordFile]) chownSync(path, runAs.become.uid, runAs.become.gid);
    await runInitdb(data, passwordFile, runAs, binaries);
    writeFileSync(join(data, 'pg_hba.conf'), hba);
    syncFolder(data);
    renameSync(data, place.data);
    syncFolder(place.home);
  } catch (error) {
    // Somebody else made it at the same moment: theirs is as good, the password is shared.
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    discard(fresh);
  }
  return password;
}

async function runInitdb(
  data: string,
  passwordFile: string,
  runAs: RunAs,
  binaries: Binaries,
): Promise<void> {
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  // Compares by code point as `C` does, yet knows upper and lower case beyond ASCII.
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const allArgs = ['-D', data, ...access, ...locale, '--no-instructions'];
  const { command, args, owner } = commandAs(runAs, binaries.initdb, allArgs);
  const run = spawn(command, args, {
    ...owner,
    env: binaries.env,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  run.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-8000)));
  const [status]: unknown[] = await once(run, 'close');
  if (status === 0) return;
  const said = stderr.trim().split('\n').slice(-3).join(' ');
  if (/No space left/.test(said))
    throw new Fault('disk_full', 'There is no disk space for the database; nothing was left behind.', {
      next: 'Free about 60 MB on the data folder’s disk, then run the same command again.',
    });
  throw new Fault('internal', `The database could not be set up: ${said || 'it was ended from outside'}`, {
    next: 'Check that the data folder’s disk can be written to, then run the same command again.',
  });
}

function superuserPassword({ folder }: ClusterPlace): string {
  const file = join(folder, 'superuser-password');
  if (!existsSync(file)) createFileAtomically(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Rubbish that cannot be removed now (an orphaned initdb may still write to it) is removed by a later start. */
function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    // left for later
  }
}
