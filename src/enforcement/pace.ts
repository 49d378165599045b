import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';

/** How many changes a target takes: so many a minute, and after a pause so many at once. */
export interface Rate {
  readonly perMinute: number;
  readonly atOnce: number;
}

export interface Pace {
  /** Comes back when this target may be changed; Fault `interrupted` when told to stop first. */
  turnOf(source: string, stop: AbortSignal): Promise<void>;
}

/** What is left of a target's turns at a moment. */
export interface Bucket {
  readonly turns: number;
  readonly atMs: number;
}

/** Where nobody said otherwise: a directory or a database is not to notice that it is governed. */
export const usualRate: Rate = { perMinute: 600, atOnce: 50 };

/**
 * Takes one turn, now or by waiting: turns come back evenly and at most `atOnce` are kept. Pure. However it is asked, within
 * any span of time no more are given than the rate times the span, and `atOnce` beside.
 */
export function takeTurn(
  bucket: Bucket | undefined,
  rate: Rate,
  nowMs: number,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const before = bucket ?? { turns: rate.atOnce, atMs: nowMs };
  const since = Math.max(0, nowMs - before.atMs);
  const turns = Math.min(rate.atOnce, before.turns + (since * rate.perMinute) / 60_000) - 1;
  return {
    bucket: { turns, atMs: Math.max(nowMs, before.atMs) },
    waitMs: turns >= 0 ? 0 : Math.ceil((-turns * 60_000) / rate.perMinute),
  };
}

/** Paces each target by itself; `rateOf` says what is set for one. */
export function paceOf(
  rateOf: (source: string) => Rate | undefined,
  now: () => number = monotonicMs,
  wait: (ms: number, stop: AbortSignal) => Promise<void> = waiting,
): Pace {
  const buckets = new Map<string, Bucket>();
  return {
    async turnOf(source, stop) {
      const taken = takeTurn(buckets.get(source), rateOf(source) ?? usualRate, now());
      buckets.set(source, taken.bucket);
      if (taken.waitMs > 0) await wait(taken.waitMs, stop);
    },
  };
}

async function waiting(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stop });
  } catch (error) {
    throw new Fault('interrupted', 'Stopped while a target’s turn was waited for.', {
      next: 'The execution is finished or undone when the enforcer starts again.',
      cause: error,
    });
  }
}

/** No target waits: for tests. */
export const everyTurn: Pace = { turnOf: () => Promise.resolve() };
