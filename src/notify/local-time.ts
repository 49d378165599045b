import { instantOf, millisecondsOf, type Instant } from '../model/index.ts';
import { aheadAt } from '../platform/time-zone.ts';

const dayMs = 86_400_000;

/** Minutes since midnight that clocks of a zone show; an unknown zone counts as UTC. */
export function minuteOfDay(at: Instant, zone: string): number {
  const utc = millisecondsOf(at);
  const local = utc + (aheadAt(zone, utc) ?? 0);
  return Math.floor((((local % dayMs) + dayMs) % dayMs) / 60_000);
}

/**
 * The first moment after `after` at which clocks of a zone show a minute of the day. Where a change of the clocks shows it
 * twice, the first time; where it leaves it out, as much later as the clocks went forward, on the same day.
 */
export function nextAt(minute: number, zone: string, after: Instant): Instant {
  const from = millisecondsOf(after);
  const local = from + (aheadAt(zone, from) ?? 0);
  const today = Math.floor(local / dayMs) * dayMs;
  for (let day = today - dayMs; ; day += dayMs) {
    const at = momentOf(day + minute * 60_000, zone);
    if (at > from) return instantOf(at);
  }
}

/** When clocks of a zone show this date and time, which is written as if it were UTC. */
function momentOf(wall: number, zone: string): number {
  const ahead = (at: number): number => aheadAt(zone, at) ?? 0;
  const [before, after] = [ahead(wall - dayMs), ahead(wall + dayMs)];
  const fits = [wall - before, wall - after].filter((at) => at + ahead(at) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - before;
}
