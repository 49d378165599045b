import type { AspectShown } from '../../model/index.ts';

/** How an identity's minutes follow each other. `null`: what was kept does not say it. */
export interface Rhythm {
  /** Minutes in which it began to act after at least one in which it did not. */
  readonly begins: number;
  /** Share of what lies between two beginnings that is one length, or a multiple of it where some were left out. */
  readonly beat: { readonly minutes: number; readonly share: number } | null;
  /** Share of beginnings at a time of day at which it also began the day before or the week before, beyond chance. */
  readonly recurs: number | null;
  /** Stretches of work with breaks of at most half an hour: how many, and the median length in minutes. */
  readonly sessions: { readonly count: number; readonly median: number } | null;
}

/** Beginnings that a beat is read from, at least. */
const enoughBegins = 12;
/** A break longer than this ends a session, in minutes. */
const longestBreak = 30;
const day = 1440;

/** Reads minutes as `2026-03-01T10:05`; whole hours are missing where they are a sample. */
export function rhythmOf(minutes: AspectShown): Rhythm {
  const isWhole = minutes.distinct.exact && minutes.names.length === minutes.distinct.count;
  const at = minutes.names
    .map(({ name }) => Date.parse(`${name}:00Z`) / 60_000)
    .filter((minute) => Number.isInteger(minute))
    .toSorted((a, b) => a - b);
  const begins = at.filter((minute, index) => {
    const before = at[index - 1];
    // in a sample the hour before may be missing: what its first minute follows is not known
    if (!isWhole && minute % 60 === 0) return false;
    return before === undefined || minute - before > 1;
  });
  const gaps = begins
    .slice(1)
    .map((minute, index) => ({ from: begins[index] ?? minute, to: minute }))
    .filter(({ from, to }) => isWhole || Math.floor(from / 60) === Math.floor(to / 60))
    .map(({ from, to }) => to - from);
  return {
    begins: begins.length,
    beat: gaps.length < enoughBegins ? null : beatOf(gaps),
    recurs: isWhole && begins.length >= enoughBegins ? recurrenceOf(begins) : null,
    sessions: isWhole && at.length > 0 ? sessionsOf(at) : null,
  };
}

/** A minute more or less, or a tenth of what is longer. Below five minutes any two would be alike. */
const slackOf = (period: number): number => (period < 5 ? 0 : period < 20 ? 1 : Math.floor(period / 10));

function beatOf(gaps: readonly number[]): { readonly minutes: number; readonly share: number } {
  const counts = new Map<number, number>();
  for (const gap of gaps) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  const [period = 0] = [...counts].toSorted(([a, m], [b, n]) => n - m || a - b)[0] ?? [];
  const slack = slackOf(period);
  const fits = gaps.filter((gap) => {
    const times = period < 10 ? 1 : Math.min(4, Math.max(1, Math.round(gap / period)));
    return Math.abs(gap - times * period) <= slack;
  }).length;
  return { minutes: period, share: fits / gaps.length };
}

/** Two minutes either way; the chance that a beginning is met by accident is taken off. */
function recurrenceOf(begins: readonly number[]): number {
  const known = new Set(begins);
  const [first = 0] = begins;
  const judged = begins.filter((minute) => minute - first >= day);
  if (judged.length < enoughBegins / 2) return 0;
  const near = (minute: number): boolean => [-2, -1, 0, 1, 2].some((off) => known.has(minute + off));
  const met = judged.filter((minute) => near(minute - day) || near(minute - 7 * day)).length / judged.length;
  const days = new Set(begins.map((minute) => Math.floor(minute / day))).size;
  const chance = Math.min(0.95, (2 * 5 * (begins.length / days)) / day);
  return Math.max(0, (met - chance) / (1 - chance));
}

function sessionsOf(minutes: readonly number[]): { readonly count: number; readonly median: number } {
  const lengths: number[] = [];
  let start = minutes[0] ?? 0;
  let last = start;
  for (const minute of minutes) {
    if (minute - last > longestBreak) {
      lengths.push(last - start + 1);
      start = minute;
    }
    last = minute;
  }
  lengths.push(last - start + 1);
  lengths.sort((a, b) => a - b);
  return { count: lengths.length, median: lengths[Math.floor(lengths.length / 2)] ?? 0 };
}
