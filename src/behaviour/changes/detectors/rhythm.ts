import type { Instant } from '../../../model/index.ts';
import { instantOf } from '../../../model/index.ts';
import type { Detector } from '../anomaly.ts';
import { bitsOf, chanceOfNew, chanceOfSome } from '../rarity.ts';
import { isWhole } from './novelty.ts';

/** More on one day than on any before: by rank among all days, and by how much it exceeds the most. */
export const rate: Detector = {
  id: 'rate',
  look({ seen, history }) {
    const before = seen.before.aspects.days;
    if (!isWhole(before)) return { is: 'cannot tell', why: 'Not every day before is kept with its count.' };
    const peak = seen.recent.aspects.days.names.reduce<{ name: string; count: number } | undefined>(
      (most, each) => (most === undefined || each.count > most.count ? each : most),
      undefined,
    );
    if (peak === undefined) return { is: 'told', anomalies: [] };
    const most = Math.max(0, ...before.names.map(({ count }) => count));
    if (peak.count <= most * slightly + few) return { is: 'told', anomalies: [] };
    const days = Math.max(history.days, before.names.length);
    const excess = Math.max(0, Math.log2(peak.count / Math.max(most, 1)));
    // the chance that one of the window’s days is so far up by itself, and every doubling beyond the most as one bit more
    const bits = bitsOf(Math.min(1, (1 / (days + 1)) * seen.recentDays)) + excess * bitsADoubling;
    if (bits < 1) return { is: 'told', anomalies: [] };
    return {
      is: 'told',
      anomalies: [
        {
          kind: 'rate',
          what: `${peak.count} events on ${peak.name}; in ${Math.round(days)} days before the most were ${most}.`,
          bits: Math.min(bits, mostRateBits),
          since: startOf(peak.name),
          ordinary: 'A run that somebody started, such as a migration or a backfill.',
          restsOn: [{ aspect: 'days', name: peak.name }],
        },
      ],
    };
  },
};
/** A little more than the most is nothing. */
const slightly = 1.2;
const few = 3;
const bitsADoubling = 2;
const mostRateBits = 10;

const startOf = (name: string): Instant | null => {
  const ms = Date.parse(`${name}T00:00:00Z`);
  return Number.isNaN(ms) ? null : instantOf(ms);
};

/** Acts in hours of the day (of workdays or weekends apart) in which it was hardly ever seen. */
export const schedule: Detector = {
  id: 'schedule',
  look({ seen, history }) {
    const before = binsOf(seen.before.hoursOfWeek);
    const total = before.reduce((sum, each) => sum + each, 0);
    const odd = (hour: number): boolean =>
      [-1, 0, 1].reduce((sum, by) => sum + (before[neighbour(binOf(hour), by)] ?? 0), 0) < total * oddShare;
    const out = hoursIn(seen.recent.hoursOfWeek).filter(odd);
    if (out.length === 0 || history.days < leastDays) return { is: 'told', anomalies: [] };
    const bits = bitsOf(
      chanceOfNew(runsIn(out), seen.recentDays, {
        known: runsIn(hoursIn(seen.before.hoursOfWeek).filter(odd)),
        knownDays: history.days,
        usually: usualRuns,
      }),
    );
    if (bits < 1) return { is: 'told', anomalies: [] };
    return {
      is: 'told',
      anomalies: [
        {
          kind: 'schedule',
          what: `Seen in ${out.length} hours of the week (${out.slice(0, 3).map(hourSaid).join(', ')}${out.length > 3 ? ', …' : ''} UTC) in which fewer than ${oddShare * 100} % of its events fell before.`,
          bits,
          since: null,
          ordinary: 'A change of shift, of time zone or of its schedule.',
          restsOn: out.slice(0, 8).map((hour) => ({ aspect: 'hoursOfWeek', name: hourSaid(hour) })),
        },
      ],
    };
  },
};
const oddShare = 0.005;
/** Of less than that nobody knows its weekends. */
const leastDays = 21;
/** How often an account of which nothing else is known is seen at an odd time: once in so many days. */
const usualRuns = 1 / 120;

const hoursIn = (hours: readonly number[]): readonly number[] =>
  hours.flatMap((count, hour) => (count > 0 ? [hour] : []));
/** Hours that follow each other are one time, whatever was done in them. */
const runsIn = (hours: readonly number[]): number =>
  hours.filter((hour, at) => at === 0 || hour - (hours[at - 1] ?? 0) > 3).length;

const binOf = (hourOfWeek: number): number => (hourOfWeek >= 5 * 24 ? 24 : 0) + (hourOfWeek % 24);
const neighbour = (bin: number, by: number): number => Math.floor(bin / 24) * 24 + ((bin + by + 24) % 24);
const binsOf = (hours: readonly number[]): readonly number[] => {
  const bins = Array.from({ length: 48 }, () => 0);
  for (const [hour, count] of hours.entries()) bins[binOf(hour)] = (bins[binOf(hour)] ?? 0) + count;
  return bins;
};
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const hourSaid = (hour: number): string =>
  `${weekdays[Math.floor(hour / 24)] ?? ''} ${String(hour % 24).padStart(2, '0')}:00`;

/** Something that ran by a clock, in few minutes of the hour, and does not any more. */
export const clock: Detector = {
  id: 'clock',
  look({ seen }) {
    const total = seen.before.minutesOfHour.reduce((sum, each) => sum + each, 0);
    const byCount = seen.before.minutesOfHour
      .map((count, minute) => ({ count, minute }))
      .toSorted((a, b) => b.count - a.count || a.minute - b.minute);
    const kept = byCount.slice(0, clockMinutes);
    const within = kept.reduce((sum, { count }) => sum + count, 0) / Math.max(total, 1);
    if (within < clockShare) return { is: 'told', anomalies: [] };
    const own = new Set(kept.flatMap(({ minute }) => [minute, (minute + 1) % 60]));
    const minutes = seen.recent.minutesOfHour.flatMap((count, minute) => (count > 0 ? [minute] : []));
    const out = minutes.filter((minute) => !own.has(minute));
    const bits = bitsOf(chanceOfSome(out.length, Math.max(minutes.length, 1), 1 - within + 0.05));
    if (out.length === 0 || bits < 1) return { is: 'told', anomalies: [] };
    return {
      is: 'told',
      anomalies: [
        {
          kind: 'clock',
          what: `It ran by a clock, ${Math.round(within * 100)} % within ${clockMinutes} minutes of the hour; now ${out.length} of ${minutes.length} minutes in which it acts are others.`,
          bits: Math.min(bits, 8),
          since: null,
          ordinary: 'A new schedule, or a run by hand that its owner knows of.',
          restsOn: out.slice(0, 8).map((minute) => ({ aspect: 'minutesOfHour', name: String(minute) })),
        },
      ],
    };
  },
};
const clockMinutes = 6;
const clockShare = 0.9;
