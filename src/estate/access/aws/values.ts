/** A decimal number as AWS takes it in a policy or request; undefined when it is none. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Milliseconds since 1970 of a date in one of the W3C profiles of ISO 8601, or of seconds since 1970; four digits alone are
 * a year. Undefined when it is neither, also for a day that no calendar has.
 */
export function readDate(text: string): number | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Number(text) * 1000;
  const found =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?$/.exec(text);
  if (found === null) return undefined;
  const [
    ,
    year = '',
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    part = '',
    zone = 'Z',
  ] = found;
  const [m, d, h, min, s] = [month, day, hour, minute, second].map(Number);
  const at = Date.UTC(Number(year), (m ?? 1) - 1, d, h, min, s);
  const back = new Date(at);
  if (
    back.getUTCMonth() + 1 !== m ||
    back.getUTCDate() !== d ||
    (h ?? 0) > 23 ||
    (min ?? 0) > 59 ||
    (s ?? 0) > 59
  )
    return undefined;
  return at + (part === '' ? 0 : Number(part) * 1000) - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(-2)].map(Number);
  return (zone[0] === '-' ? -1 : 1) * ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}

/** Addresses of one family from `first` to `last`. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** `203.0.113.0/24`, `2001:db8::/32` or one address; undefined when it is neither. */
export function readRange(text: string): AddressRange | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const found = readAddress(address);
  if (found === undefined) return undefined;
  const bits = found.family === 4 ? 32 : 128;
  const kept = length === undefined ? bits : Number(length);
  if (kept > bits) return undefined;
  const rest = (1n << BigInt(bits - kept)) - 1n;
  const first = found.value & ~rest;
  return { family: found.family, first, last: first | rest };
}

function readAddress(text: string): { readonly family: 4 | 6; readonly value: bigint } | undefined {
  const four = readFour(text);
  if (four !== undefined) return { family: 4, value: four };
  const six = readSix(text);
  return six === undefined ? undefined : { family: 6, value: six };
}

function readFour(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readSix(text: string): bigint | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const four = tail === null ? undefined : readFour(tail[2] ?? '');
  if (tail !== null && four === undefined) return undefined;
  const whole =
    tail === null || four === undefined
      ? text
      : `${tail[1] ?? ''}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = whole.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** An address as text, for examples. */
export const addressText = (family: 4 | 6, value: bigint): string =>
  family === 4
    ? [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
    : Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(
        ':',
      );

/** Bytes of base64 text in one spelling, so that two spellings of the same bytes compare equal; undefined when it is none. */
export function readBinary(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 === 1) return undefined;
  return Buffer.from(text, 'base64').toString('base64');
}
