const dated = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g;
const policyLanguageVersions = new Set(['2012-10-17', '2008-10-17']);
const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Moves every ISO date, and the date of every ISO date-time, in `text` by the whole days from `fromDay` to `toDay`
 * (`YYYY-MM-DD`, UTC); times of day and offsets stay. The policy language versions `2012-10-17` and `2008-10-17` and
 * anything that is not a day of the calendar are left alone. Throws RangeError when a day cannot be read.
 */
export function shiftDates(text: string, fromDay: string, toDay: string): string {
  const shiftMs = dayOf(toDay) - dayOf(fromDay);
  if (shiftMs === 0) return text;
  return text.replace(dated, (date) => {
    const at = Date.parse(`${date}T00:00:00Z`);
    if (policyLanguageVersions.has(date) || isNaN(at) || isoDay(at) !== date) return date;
    return isoDay(at + shiftMs);
  });
}

const isoDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

function dayOf(text: string): number {
  const at = day.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (isNaN(at)) throw new RangeError(`\`${text.slice(0, 40)}\` is not a day; expected YYYY-MM-DD`);
  return at;
}
