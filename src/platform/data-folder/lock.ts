import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { isInstant, millisecondsOf } from '../../model/time.ts';
import type { Clock } from '../clock.ts';
import { createFileAtomically } from '../files.ts';
import { isAlive, pidNamespace, startMarkOf } from '../process-identity.ts';

/** Who holds a data folder. */
const holderShape = z.object({
  pid: z.number().int().positive(),
  startMark: z.string().max(40).optional(),
  namespace: z.string().max(80).optional(),
  since: z.string().max(30).refine(isInstant),
  command: z.string().max(200),
});
export type LockHolder = z.infer<typeof holderShape>;

export interface FolderLock {
  release(): void;
}

const beatMs = 5000;
const silentMs = 30_000;

/**
 * Makes this process the only one that runs a data folder. Throws Fault `already_done`, saying who runs it, when another
 * does. A lock whose process is gone is taken over; one of another container counts as gone after 30 s without a beat.
 */
export function lockDataFolder(path: string, clock: Clock): FolderLock {
  const mine = JSON.stringify({
    pid: process.pid,
    startMark: startMarkOf(process.pid),
    namespace: pidNamespace(),
    since: clock.now(),
    command: process.argv
      .slice(1)
      .map((word) => word.split('/').at(-1))
      .join(' ')
      .slice(0, 200),
  } satisfies { [K in keyof LockHolder]: unknown });
  for (let attempt = 0; attempt < 100; attempt++) {
    if (createFileAtomically(path, mine, { mode: 0o644 })) return hold(path, mine, clock);
    const holder = lockHolder(path, clock);
    if (holder !== undefined)
      throw new Fault(
        'already_done',
        `Countersign already runs on this data folder: process ${holder.pid}, since ${holder.since}.`,
        { next: 'Use it (`countersign doctor`), stop that process, or name another folder with `--data`.' },
      );
    removeStale(path, mine, clock);
  }
  throw new Fault('timed_out', 'Others keep taking this data folder’s lock.', {
    next: 'Try again in a moment.',
  });
}

/** Removes a lock that nobody holds. One at a time and after a second look, so that a new holder's is never removed. */
function removeStale(path: string, mine: string, clock: Clock): void {
  const turn = `${path}.turn`;
  if (createFileAtomically(turn, mine, { mode: 0o644 })) {
    try {
      if (lockHolder(path, clock) === undefined) rmSync(path, { force: true });
    } finally {
      rmSync(turn, { force: true });
    }
    return;
  }
  if (lockHolder(turn, clock) === undefined) rmSync(turn, { force: true }); // killed within that moment
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}

/** Who runs a data folder now; undefined when nobody does. */
export function lockHolder(path: string, clock: Clock): LockHolder | undefined {
  const text = readText(path);
  const holder = text === undefined ? undefined : holderOf(text);
  return holder !== undefined && isHeld(path, holder, clock) ? holder : undefined;
}

function hold(path: string, mine: string, clock: Clock): FolderLock {
  const beat = setInterval(() => {
    const seconds = millisecondsOf(clock.now()) / 1000;
    try {
      if (readText(path) === mine) utimesSync(path, seconds, seconds);
    } catch {
      // the folder went away; there is nothing left to hold
    }
  }, beatMs);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      if (readText(path) === mine) rmSync(path, { force: true });
    },
  };
}

function isHeld(path: string, holder: LockHolder, clock: Clock): boolean {
  if (holder.namespace !== pidNamespace()) {
    const beat = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return millisecondsOf(clock.now()) - beat < silentMs;
  }
  return isAlive(holder.pid) && startMarkOf(holder.pid) === holder.startMark;
}

function holderOf(text: string): LockHolder | undefined {
  try {
    return holderShape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
