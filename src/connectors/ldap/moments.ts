import { instantOf, readInstant, type Instant } from '../../model/index.ts';

/** `never`: the directory says that there is no such moment. `undefined`: it says nothing that is a moment. */
export type Moment = Instant | 'never' | undefined;

const generalized =
  /^(\d{4})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2}))?)?(?:[.,](\d{1,9}))?(Z|[+-]\d{2}(?:\d{2})?)$/;

/** GeneralizedTime (RFC 4517, 3.3.13): `20260131094500Z`, `20260131094500.0Z`, `202601310945+0100`. */
export function generalizedTime(text: string | undefined): Instant | undefined {
  const [, year, month, day, hour, minute = '00', second = '00', fraction = '0', zone] =
    generalized.exec(text ?? '') ?? [];
  if (year === undefined || year === '0000' || zone === undefined) return undefined;
  return readInstant(
    `${year}-${month}-${day}T${hour}:${minute}:${second === '60' ? '59' : second}.${fraction}${zone}`,
  );
}

const msTo1970 = 11_644_473_600_000n;
const never = 0x7fff_ffff_ffff_ffffn;

/** Active Directory's 100 nanoseconds since 1601. 0 and the largest number are how it says never. */
export function fileTime(text: string | undefined): Moment {
  if (text === undefined || !/^\d{1,19}$/.test(text)) return undefined;
  const ticks = BigInt(text);
  if (ticks === 0n || ticks >= never) return 'never';
  return within(Number(ticks / 10_000n - msTo1970));
}

/** Days since 1970, as shadow passwords count them. Negative numbers are how it says never. */
export function shadowDays(text: string | undefined): Moment {
  if (text === undefined || !/^-?\d{1,9}$/.test(text)) return undefined;
  const days = Number(text);
  return days < 0 ? 'never' : within(days * 86_400_000);
}

/** Midnight of 0001-01-01; `Date.UTC` takes years below 100 for those of the last century. */
const yearOne = -62_135_596_800_000;

/** Years beyond 9999 never come; what lies before the year 1 is no moment. */
function within(milliseconds: number): Moment {
  if (milliseconds > Date.UTC(9999, 11, 31)) return 'never';
  return milliseconds < yearOne ? undefined : instantOf(milliseconds);
}

export const momentOf = (moment: Moment): Instant | undefined => (moment === 'never' ? undefined : moment);
