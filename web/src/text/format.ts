import { locale } from './catalogue.ts';

const plain = new Intl.NumberFormat(locale);
const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const dayThisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const local = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });

/** 3791 → 3,791. */
export const number = (value: number): string => plain.format(value);
/** 0.41 → 41%. */
export const percent = (value: number): string => share.format(value);

const steps = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;

/** “now”, “71 minutes ago”, “in 3 hours”, “yesterday”; further away than three weeks, the day itself. */
export function relativeTime(at: number, now: number): string {
  const away = at - now;
  const size = Math.abs(away);
  if (size < 45_000) return relative.format(0, 'second');
  if (size < 90 * 60_000) return relative.format(Math.round(away / 60_000), 'minute');
  if (size < 36 * 3_600_000) return relative.format(Math.round(away / 3_600_000), 'hour');
  if (size < 21 * 86_400_000) return relative.format(Math.round(away / 86_400_000), 'day');
  return dateOf(at, now);
}

/** “6 October”, with its year where that is not this one. */
export const dateOf = (at: number, now: number): string =>
  (new Date(at).getFullYear() === new Date(now).getFullYear() ? dayThisYear : day).format(at);

/** The moment where the reader is and, as evidence has it, in UTC. */
export const exactTime = (at: number): string =>
  `${local.format(at)} (${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC)`;

/** “09:41” for a moment of today, “5 October, 07:40” for one of another day. */
export function clockTime(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? clock.format(at) : `${dateOf(at, now)}, ${clock.format(at)}`;
}

/** “12 sec”, “4 min”, “3 hrs”, “412 days”: how long, for people. */
export function duration(ms: number): string {
  const [unit, size] = steps.findLast(([, each]) => ms >= each) ?? ['second', 1000];
  const unitDisplay = unit === 'day' ? 'long' : 'short';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay }).format(Math.round(ms / size));
}
