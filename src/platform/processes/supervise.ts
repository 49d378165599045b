import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Fault } from '../../model/failure.ts';
import { monotonicMs } from '../clock.ts';
import { writeFileAtomically } from '../files.ts';
import type { Log } from '../log.ts';
import { afterDeath, usualBackOff, type BackOff, type Deaths } from './back-off.ts';
import { forwardLog } from './forward-log.ts';

export interface ChildSpec {
  readonly name: string;
  /** The program of ours that Node.js runs: `src/enforcer.ts`. */
  readonly program: string;
  readonly args: readonly string[];
  /** All that it gets of the environment, besides a plain PATH, TZ and LC_ALL. Never secrets: it reads its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** As root: whom it runs as. It has no other groups. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly pidFile?: string;
  readonly backOff?: BackOff;
  /** How long it may take to end by itself after SIGTERM. Default 10 s. */
  readonly graceSeconds?: number;
  /** How long it may take, once it may begin, to say that it is ready (`process.send('ready')`). Default 30 s. */
  readonly readySeconds?: number;
  /** Until this resolves it only loads its code (`mayBegin`); it is told at each start. Absent: it begins at once. */
  readonly begin?: Promise<void>;
  readonly log: Log;
}

export interface SupervisedProcess {
  readonly name: string;
  /** Undefined between a death and the restart. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Resolves when it said `ready` for the first time. Rejects with Fault `internal` or `timed_out` if it never does. */
  readonly ready: Promise<void>;
  /** Resolves when it is down for good: stopped, or given up. Never rejects. */
  readonly ended: Promise<'stopped' | 'gave-up'>;
  /** SIGTERM, then SIGKILL once the grace is over; returns when it is gone. No restart after. */
  stop(): Promise<void>;
}

/**
 * Starts a process of ours and keeps it running: restarted with a growing pause when it dies, its log lines forwarded, in
 * a session of its own so that Ctrl-C reaches only the supervisor. When the supervisor itself is killed, the channel
 * between them closes, which the child takes as the order to stop (`stopWithParent`).
 */
export function supervise(spec: ChildSpec): SupervisedProcess {
  const rules = spec.backOff ?? usualBackOff;
  const log = spec.log.with({ process: spec.name });
  let child: ChildProcess | undefined;
  let deaths: Deaths = { inARow: 0 };
  let restarts = 0;
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined); // whoever waits hears of it; nobody has to wait
  const ended = Promise.withResolvers<'stopped' | 'gave-up'>();
  const readySeconds = spec.readySeconds ?? 30;
  let late: NodeJS.Timeout | undefined;
  const expectReady = (): void => {
    late = setTimeout(() => {
      ready.reject(
        new Fault('timed_out', `The ${spec.name} was not ready within ${readySeconds} s.`, {
          next: 'See its log lines above, then start again.',
        }),
      );
    }, readySeconds * 1000);
  };
  const begin = spec.begin ?? Promise.resolve();
  begin.then(
    () => (isStopping ? undefined : expectReady()),
    () => undefined, // whoever prepared has failed, and stops it
  );
  const finish = (how: 'stopped' | 'gave-up'): void => {
    clearTimeout(late);
    if (spec.pidFile !== undefined) rmSync(spec.pidFile, { force: true });
    ready.reject(
      new Fault('internal', `The ${spec.name} ${how === 'stopped' ? 'was stopped' : 'keeps failing'}.`),
    );
    ended.resolve(how);
  };
  const start = (): void => {
    const started = monotonicMs();
    child = launch(spec);
    if (child.stderr !== null) forwardLog(child.stderr, log);
    if (child.stdout !== null) forwardLog(child.stdout, log);
    const begun = child;
    begin.then(
      () => begun.connected && begun.send('begin', () => undefined),
      () => undefined,
    );
    child.on('message', (message) => {
      if (message !== 'ready') return;
      clearTimeout(late);
      ready.resolve();
    });
    if (spec.pidFile !== undefined && child.pid !== undefined)
      writeFileAtomically(spec.pidFile, `${child.pid}\n`, { mode: 0o644 });
    let isOver = false;
    const over = (why: string): void => {
      if (isOver) return;
      isOver = true;
      child = undefined;
      if (isStopping) return finish('stopped');
      const next = afterDeath(deaths, monotonicMs() - started, rules);
      deaths = next.deaths;
      if (next.kind === 'give-up') {
        log.error(`The ${spec.name} ended (${why}) ${deaths.inARow} times in a row and stays down.`);
        return finish('gave-up');
      }
      log.warn(`The ${spec.name} ended (${why}); it is started again in ${next.afterMs} ms.`);
      timer = setTimeout(() => {
        restarts++;
        start();
      }, next.afterMs);
    };
    child.once('error', (error) => over(error.message));
    child.once('exit', (status, signal) => over(signal ?? `exit status ${status}`));
  };
  start();
  return {
    name: spec.name,
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    ready: ready.promise,
    ended: ended.promise,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      if (child === undefined) finish('stopped');
      else {
        const running = child;
        running.kill('SIGTERM');
        const force = setTimeout(
          () => {
            log.warn(`The ${spec.name} did not end by itself and was killed.`);
            running.kill('SIGKILL');
          },
          (spec.graceSeconds ?? 10) * 1000,
        );
        await ended.promise;
        clearTimeout(force);
      }
      await ended.promise;
    },
  };
}

function launch({ program, args, env, user }: ChildSpec): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    ...user,
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}
