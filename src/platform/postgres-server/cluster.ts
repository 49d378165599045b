import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  mkdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from '../../model/failure.ts';
import { monotonicMs } from '../clock.ts';
import { errorCode } from '../error-code.ts';
import { withPassword } from '../store/index.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { ensureCluster } from './init.ts';
import { isAlive } from '../process-identity.ts';
import { removeStaleLocks, runningPostmaster, type Postmaster } from './pid-file.ts';
import {
  chooseRunAs,
  commandAs,
  placeIn,
  refuseOthers,
  type ClusterPlace,
  type OsUser,
  type RunAs,
} from './run-as.ts';
import { refuseUnsafe } from './server-check.ts';
import { ensureSocketFolder } from '../socket-folder.ts';

export interface ClusterOptions {
  /** The cluster's own private folder; made with 0700 if it is missing. */
  readonly folder: string;
  /** Where the socket is wished; a short folder is used instead where this path is too long for a socket. */
  readonly socketFolder: string;
  /** As root: the group that may reach the socket besides root (the processes of the product share one). */
  readonly socketGroup?: number;
  /** As root, where user namespaces do not work: who PostgreSQL runs as. Default 65534. */
  readonly osUser?: OsUser;
  /** Further server settings. Those that make commits durable and keep the server off the network are not to be changed. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** How long a server may take to answer at all; one that is recovering after a crash gets ten times as long. */
  readonly deadlineSeconds?: number;
}

export interface RunningCluster {
  readonly pid: number;
  /** True when the server was already running, left by an earlier start. */
  readonly attached: boolean;
  readonly socketFolder: string;
  /** URL without a password; the default user is the superuser. */
  url(database: string, user?: string): string;
  /** URL and password of the superuser, ready for `openDatabase`. For set-up only: no process of the product runs as this. */
  superuser(database: string): { readonly url: string; readonly password: string };
  /** Stops the server cleanly (connections are cut, everything committed stays) and returns when it is gone. */
  stop(): Promise<void>;
}

const fixed: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0777', // the folder decides who gets here, the password who gets in
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  password_encryption: 'scram-sha-256',
  log_min_error_statement: 'panic', // a statement that fails may hold a secret; its text stays out of the log
  log_min_messages: 'warning',
  cluster_name: 'countersign',
};

/**
 * Starts the embedded PostgreSQL of a folder, made on first use, or attaches to the one that already runs there (a killed
 * parent leaves its server behind, at work and in order). Returns when it answers. The server is in a session of its own:
 * Ctrl-C does not reach it, `stop` ends it.
 *
 * Throws Fault: `platform_unsupported` (no binaries, no way to run), `database_unsafe` (another's folder, another major
 * version, or a fixed setting in `settings`), `disk_full`, `database_unreachable` with the end of its log, `timed_out`.
 */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  refuseFixed(options.settings ?? {});
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const place = placeIn(realpathSync(options.folder));
  refuseOthers(place);
  const deadlineMs = (options.deadlineSeconds ?? 60) * 1000;
  const found = await settled(place.data, deadlineMs);
  if (found !== undefined) {
    const password = readFileSync(join(place.folder, 'superuser-password'), 'utf8').trim();
    await untilReady(found.socketFolder, password, deadlineMs, () => isAlive(found.pid), place);
    return running(found, password, { attached: true }, place);
  }
  const binaries = findBinaries(place.folder);
  const runAs = chooseRunAs(place, binaries, options.osUser);
  const password = await ensureCluster(place, runAs, binaries);
  refuseOtherVersion(place);
  const socketFolder = ensureSocketFolder({
    wished: options.socketFolder,
    note: join(place.folder, 'socket-folder'),
    ...(runAs.become === undefined ? {} : { owner: runAs.become }),
    ...(options.socketGroup === undefined ? {} : { group: options.socketGroup }),
  });
  removeStaleLocks(place.data, socketFolder);
  const child = launch(place, socketFolder, runAs, binaries, options.settings ?? {});
  let isOver = false;
  child.once('exit', () => (isOver = true));
  child.once('error', () => (isOver = true));
  child.unref();
  try {
    await untilReady(socketFolder, password, deadlineMs, () => !isOver, place);
  } catch (error) {
    // Two starts at once: the other one's server holds the folder, so this one ended. Attach to that.
    const other = runningPostmaster(place.data);
    if (other === undefined || other.pid === child.pid) throw error;
    await untilReady(other.socketFolder, password, deadlineMs, () => isAlive(other.pid), place);
    return running(other, password, { attached: true }, place);
  }
  const postmaster = runningPostmaster(place.data);
  if (postmaster === undefined) throw unreachable(place);
  return running(postmaster, password, { attached: postmaster.pid !== child.pid }, place);
}

/** Whether a cluster exists in a folder and whether its server runs. Starts nothing and connects to nothing. */
export type ClusterStatus =
  | { readonly state: 'absent' }
  | { readonly state: 'stopped' }
  | { readonly state: 'running'; readonly pid: number; readonly socketFolder: string };

export function clusterStatus(folder: string): ClusterStatus {
  if (!existsSync(folder)) return { state: 'absent' };
  const { data } = placeIn(realpathSync(folder));
  if (!existsSync(join(data, 'PG_VERSION'))) return { state: 'absent' };
  const postmaster = runningPostmaster(data);
  return postmaster === undefined ? { state: 'stopped' } : { state: 'running', ...postmaster };
}

function refuseFixed(settings: Readonly<Record<string, string | number>>): void {
  for (const name of Object.keys(settings))
    if (name in fixed || !/^[a-z_]+$/.test(name))
      throw new Fault(
        'database_unsafe',
        `The embedded database’s setting \`${name}\` is not to be changed.`,
        {
          next: 'Leave it out.',
        },
      );
}

function refuseOtherVersion({ data }: ClusterPlace): void {
  const major = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (major !== '18')
    throw new Fault(
      'database_unsafe',
      `The database was made by PostgreSQL ${major}; this version of Countersign brings PostgreSQL 18.`,
      { next: 'Run the version of Countersign that made it, or move the data with pg_upgrade.' },
    );
}

/** A server that is shutting down is waited for: the answer is one that stays, or none. */
async function settled(data: string, deadlineMs: number): Promise<Postmaster | undefined> {
  const end = monotonicMs() + deadlineMs;
  for (;;) {
    const found = runningPostmaster(data);
    if (found === undefined) return undefined;
    const status = readFileSync(join(data, 'postmaster.pid'), { encoding: 'utf8', flag: 'r' }).split('\n')[7];
    if (status?.trim() !== 'stopping') return found;
    if (monotonicMs() > end)
      throw new Fault('timed_out', `The database (process ${found.pid}) has been shutting down for long.`, {
        next: 'Wait for it to end, or end that process, then run the same command again.',
      });
    await pause(20);
  }
}

function launch(
  place: ClusterPlace,
  socketFolder: string,
  runAs: RunAs,
  binaries: Binaries,
  settings: Readonly<Record<string, string | number>>,
): ReturnType<typeof spawn> {
  const logFile = join(place.folder, 'postgres.log');
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 8 << 20)
    renameSync(logFile, `${logFile}.1`);
  const all = { shared_buffers: '128MB', max_connections: 100, ...settings, ...fixed };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const fullArgs = ['-D', place.data, '-k', socketFolder, ...flags];
  const { command, args, owner } = commandAs(runAs, binaries.postgres, fullArgs);
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn(command, args, {
      ...owner,
      env: binaries.env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', log],
    });
  } finally {
    closeSync(log);
  }
}

const urlOf = (socketFolder: string, database: string, user: string): string =>
  `postgres://${user}@/${encodeURIComponent(database)}?host=${encodeURIComponent(socketFolder)}`;

/** No socket yet, nobody behind it, cut while starting; 57P03: starting up, recovering or shutting down. */
const notYet = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01', '57P02']);

/** Asks until the server answers (and answers that it is durable), its process ends, or the deadline passes. */
async function untilReady(
  socketFolder: string,
  password: string,
  deadlineMs: number,
  isUp: () => boolean,
  place: ClusterPlace,
): Promise<void> {
  const started = monotonicMs();
  let waitMs = 5;
  let unexplained = 0; // the driver's own “connection terminated” and “timeout” carry no code
  for (;;) {
    const client = new pg.Client({
      connectionString: withPassword(urlOf(socketFolder, 'postgres', 'postgres'), password),
      connectionTimeoutMillis: 5000,
      ssl: false, // a socket has none, whatever PGSSLMODE says
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await refuseUnsafe({ query: async (text) => (await client.query(text)).rows });
      return;
    } catch (error) {
      if (error instanceof Fault) throw error;
      const code = errorCode(error);
      if (code === '28P01' || code === '28000')
        throw new Fault('database_unsafe', 'The database does not accept its own superuser password.', {
          next: `The file \`${join(place.folder, 'superuser-password')}\` belongs to another database: put the right one back.`,
          cause: error,
        });
      if (!isUp()) throw unreachable(place, error);
      if (code === undefined) unexplained++;
      else if (!notYet.has(code)) throw error;
      if (unexplained > 20) throw error;
      const isRecovering = code === '57P03';
      if (monotonicMs() - started > deadlineMs * (isRecovering ? 10 : 1))
        throw new Fault('timed_out', `The database did not answer within ${deadlineMs / 1000} s.`, {
          next: `Read \`${join(place.folder, 'postgres.log')}\`, then run the same command again.`,
          cause: error,
        });
    } finally {
      await client.end().catch(() => undefined);
    }
    await pause(waitMs);
    waitMs = Math.min(waitMs * 2, 100);
  }
}

function unreachable(place: ClusterPlace, cause?: unknown): Fault {
  const file = join(place.folder, 'postgres.log');
  const tail = existsSync(file)
    ? readFileSync(file, 'utf8').slice(-4000).trim().split('\n').slice(-4).join('\n')
    : '';
  if (/No space left on device/.test(tail))
    return new Fault(
      'disk_full',
      'The database did not start: its disk is full. Nothing committed is lost.',
      {
        next: 'Free space on the data folder’s disk, then run the same command again.',
        cause,
      },
    );
  return new Fault('database_unreachable', `The database did not start. Its log ends:\n${tail}`, {
    next: `Read \`${file}\`, then run the same command again.`,
    cause,
  });
}

function running(
  { pid, socketFolder }: Postmaster,
  password: string,
  { attached }: { readonly attached: boolean },
  place: ClusterPlace,
): RunningCluster {
  const url = (database: string, user = 'postgres'): string => urlOf(socketFolder, database, user);
  return {
    pid,
    attached,
    socketFolder,
    url,
    superuser: (database) => ({ url: url(database), password }),
    stop: () => stopServer(pid, place.data),
  };
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT, should that hang, leaves a crash for the next start to recover from. */
async function stopServer(pid: number, data: string): Promise<void> {
  for (const [signal, seconds] of [['SIGINT', 60] as const, ['SIGQUIT', 20] as const]) {
    if (runningPostmaster(data)?.pid !== pid && !isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return;
      throw error;
    }
    const end = monotonicMs() + seconds * 1000;
    while (monotonicMs() < end) {
      if (!isAlive(pid)) return;
      await pause(10);
    }
  }
  throw new Fault('timed_out', `The database (process ${pid}) did not stop.`, {
    next: 'Look at its log; ending the process loses nothing committed.',
  });
}
