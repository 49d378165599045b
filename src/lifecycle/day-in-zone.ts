import { addSeconds, instantOf, millisecondsOf, type Instant } from '../model/index.ts';
import { aheadAt, isTimeZone } from '../platform/time-zone.ts';

export { isTimeZone };

/** A day without a time, as sources write it: midnight in UTC. */
export const isWholeDay = (at: Instant): boolean => at.endsWith('T00:00:00.000Z');

/**
 * When a day begins in a time zone; `day` is any moment whose date in UTC names it. Where the clocks leave midnight out, the
 * first moment that there is. An unknown zone counts as UTC, and the caller says so.
 */
export function startOfDay(day: Instant, zone: string): Instant {
  const midnight = Math.floor(millisecondsOf(day) / 86_400_000) * 86_400_000;
  const ahead = (at: number): number => aheadAt(zone, at) ?? 0;
  let at = midnight - ahead(midnight);
  at = midnight - ahead(at);
  // before a gap over midnight the offset of a moment later counts
  return instantOf(Math.max(at, midnight - ahead(at)));
}

/** When the day after begins there. */
export const startOfNextDay = (day: Instant, zone: string): Instant =>
  startOfDay(addSeconds(day, 86_400), zone);
