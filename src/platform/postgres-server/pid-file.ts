import { existsSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { answers, isAlive } from '../process-identity.ts';
import { errorCode } from '../error-code.ts';

/** What a server says of itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
}

/**
 * The server that runs on this data folder, or undefined. A file left by a crash counts only if a process of that pid
 * lives *and* is a PostgreSQL of this very folder: pids come round again.
 */
export function runningPostmaster(data: string): Postmaster | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  const command = commandLine(pid);
  if (command !== undefined && !(command.includes('postgres') && command.includes(data))) return undefined;
  return { pid, socketFolder: lines[4] ?? '' };
}

/**
 * Removes lock files, in the data folder and beside the socket, that name a process which is no running PostgreSQL of ours:
 * another program, or what is left of a killed server that nobody has collected (where pid 1 is no init, nobody ever does).
 * PostgreSQL itself would refuse to start. Whether sessions of a killed server live on it finds out without them too, by
 * the shared memory of the folder.
 */
export function removeStaleLocks(data: string, socketFolder: string): void {
  for (const file of [join(data, 'postmaster.pid'), join(socketFolder, '.s.PGSQL.5432.lock')]) {
    if (!existsSync(file)) continue;
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    if (!Number.isSafeInteger(pid) || pid <= 1 || !answers(pid)) continue;
    if (runningPostmaster(data) === undefined) rmSync(file, { force: true });
  }
}

/** The command line of a process; undefined where the system does not tell. */
function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    const run = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return run.status === 0 ? run.stdout : undefined;
  }
}
