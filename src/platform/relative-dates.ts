const dated = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g;
/** `20260115083000.0Z`, as directories write a moment (RFC 4517, 3.3.13). */
const generalized = /(?<![\w-])(\d{4})(\d{2})(\d{2})(?=\d{6}(?:\.\d+)?Z(?!\w))/g;
/** Attributes that hold moments of Active Directory, 100 nanoseconds since 1601; in LDIF each on a line of its own. */
const fileTime =
  /^((?:pwdLastSet|lastLogonTimestamp|lastLogon|accountExpires|msDS-UserPasswordExpiryTimeComputed): )(\d{18})$/gm;
const policyLanguageVersions = new Set(['2012-10-17', '2008-10-17']);
const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Moves every ISO date, and the date of every ISO date-time, in `text` by the whole days from `fromDay` to `toDay`
 * (`YYYY-MM-DD`, UTC); times of day and offsets stay. The policy language versions `2012-10-17` and `2008-10-17` and
 * anything that is not a day of the calendar are left alone. So are moved the moments that directories write in forms of their
 * own, generalized time and those of Active Directory. Throws RangeError when a day cannot be read.
 */
export function shiftDates(text: string, fromDay: string, toDay: string): string {
  const shiftMs = dayOf(toDay) - dayOf(fromDay);
  if (shiftMs === 0) return text;
  const moved = (date: string): string | undefined => {
    const at = Date.parse(`${date}T00:00:00Z`);
    return isNaN(at) || isoDay(at) !== date ? undefined : isoDay(at + shiftMs);
  };
  return text
    .replace(dated, (date) => (policyLanguageVersions.has(date) ? date : (moved(date) ?? date)))
    .replace(
      generalized,
      (date: string, year: string, month: string, ofMonth: string) =>
        moved(`${year}-${month}-${ofMonth}`)?.replaceAll('-', '') ?? date,
    )
    .replace(
      fileTime,
      (_, name: string, at: string) => name + String(BigInt(at) + BigInt(shiftMs) * 10_000n),
    );
}

const isoDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

function dayOf(text: string): number {
  const at = day.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (isNaN(at)) throw new RangeError(`\`${text.slice(0, 40)}\` is not a day; expected YYYY-MM-DD`);
  return at;
}
