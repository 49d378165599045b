import { addSeconds, instantOf, millisecondsOf, type Instant } from '../model/index.ts';

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Undefined: the time zone database has no such name. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known ?? undefined;
  try {
    const made = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, made);
    return made;
  } catch {
    // a feed's text: it must not fill the memory with names that are none
    if (formats.size < 1000) formats.set(zone, null);
    return undefined;
  }
}

export const isTimeZone = (zone: string): boolean => formatOf(zone) !== undefined;

/** How far clocks of that zone are ahead of UTC at a moment, in milliseconds. */
function aheadAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(at / 1000) * 1000;
}

/** A day without a time, as sources write it: midnight in UTC. */
export const isWholeDay = (at: Instant): boolean => at.endsWith('T00:00:00.000Z');

/**
 * When a day begins in a time zone; `day` is any moment whose date in UTC names it. Where the clocks leave midnight out, the
 * first moment that there is. An unknown zone counts as UTC, and the caller says so.
 */
export function startOfDay(day: Instant, zone: string): Instant {
  const midnight = Math.floor(millisecondsOf(day) / 86_400_000) * 86_400_000;
  const format = formatOf(zone);
  if (format === undefined) return instantOf(midnight);
  let at = midnight - aheadAt(format, midnight);
  at = midnight - aheadAt(format, at);
  // before a gap over midnight the offset of a moment later counts
  return instantOf(Math.max(at, midnight - aheadAt(format, at)));
}

/** When the day after begins there. */
export const startOfNextDay = (day: Instant, zone: string): Instant =>
  startOfDay(addSeconds(day, 86_400), zone);
