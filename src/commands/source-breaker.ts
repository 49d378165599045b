import type { Failures } from '../estate/index.ts';
import { addSeconds, type Code, type Instant } from '../model/index.ts';

/** So many reads of a source may fail in a row before it is left alone for a while. */
const failuresBeforeRest = 3;
const firstRestSeconds = 60;
const longestRestSeconds = 6 * 3600;

/** After the third failure a minute, then four times as long each time, at most six hours. */
export function nextTryAfter(failures: number, at: Instant): Instant | undefined {
  const over = failures - failuresBeforeRest;
  if (over < 0) return undefined;
  return addSeconds(at, Math.min(longestRestSeconds, firstRestSeconds * 4 ** Math.min(over, 10)));
}

/** Why a source is not asked at a moment; undefined: it may be. */
export const restingUntil = (
  failures: Failures | undefined,
  now: Instant,
): (Failures & { readonly nextTry: Instant }) | undefined =>
  failures?.nextTry !== undefined && failures.nextTry > now
    ? { ...failures, nextTry: failures.nextTry }
    : undefined;

/** What says nothing about the source: a caller who went away, a pause, a fault of our own store. */
const ofOthers: readonly Code[] = [
  'interrupted',
  'source_paused',
  'internal',
  'database_unreachable',
  'database_unsafe',
  'disk_full',
];
export const countsAsFailure = (code: Code): boolean => !ofOthers.includes(code);
