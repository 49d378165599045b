import type { Brand } from './brand.ts';

/** A moment in UTC as `YYYY-MM-DDTHH:MM:SS.mmmZ`; string order is time order. */
export type Instant = Brand<'Instant'>;

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
export const isInstant = (text: string): text is Instant =>
  shape.test(text) && !Number.isNaN(Date.parse(text));

/** Milliseconds since 1970 → Instant. Throws RangeError outside the years 0000 to 9999. */
export function instantOf(milliseconds: number): Instant {
  const text = new Date(milliseconds).toISOString();
  if (!hasFourDigits(text))
    throw new RangeError(`${milliseconds} ms is not a moment this calendar can write`);
  return text;
}

/** Of what `toISOString` writes: other years have a sign and six digits. */
const hasFourDigits = (written: string): written is Instant => written.length === 24;

export const millisecondsOf = (instant: Instant): number => Date.parse(instant);

export const addSeconds = (instant: Instant, seconds: number): Instant =>
  instantOf(millisecondsOf(instant) + seconds * 1000);

/** Whole days from `from` to `to`, rounded down; negative when `to` is earlier. */
export const daysBetween = (from: Instant, to: Instant): number =>
  Math.floor((millisecondsOf(to) - millisecondsOf(from)) / 86_400_000);
