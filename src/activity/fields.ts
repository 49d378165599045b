import { readInstant } from '../model/index.ts';
import { millisecondsOf } from '../model/time.ts';
import { redactText } from '../platform/redact.ts';

/** Text longer than this is cut: names and reasons in logs are shorter, and events are kept in memory. */
const longest = 1024;

/** An object of the log; anything else is one without fields. A text that holds JSON, as tables of logs do, is read. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('{') || value.length > 262_144) return {};
  try {
    const read: unknown = JSON.parse(value);
    return isRecord(read) ? read : {};
  } catch {
    return {};
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at this path of own keys; tables of logs (Hive, Athena, Glue) write keys in small letters, which is tried too. */
export function field(of: unknown, ...path: readonly string[]): unknown {
  let at = of;
  for (const key of path) {
    const within = record(at);
    at = Object.hasOwn(within, key) ? within[key] : ownSmall(within, key);
    if (at === undefined || at === null) return undefined;
  }
  return at;
}

/** Keys are of this program, and few. */
const smallKeys = new Map<string, string>();

function ownSmall(within: Readonly<Record<string, unknown>>, key: string): unknown {
  let small = smallKeys.get(key);
  if (small === undefined) smallKeys.set(key, (small = key.toLowerCase()));
  return small !== key && Object.hasOwn(within, small) ? within[small] : undefined;
}

/** As `field`, for a text or a number that says something; cut where nobody writes so much. */
export function text(of: unknown, ...path: readonly string[]): string | undefined {
  const value = path.length === 0 ? of : field(of, ...path);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value === '' || value === 'null' || value === '-') return undefined;
  return cut(value);
}

export const list = (of: unknown, ...path: readonly string[]): readonly unknown[] => {
  const value = path.length === 0 ? of : field(of, ...path);
  return Array.isArray(value) ? value.slice(0, 100) : [];
};

/** A reason in the source’s words: what looks like a secret in it is taken out. */
export function reason(of: unknown, ...path: readonly string[]): string | undefined {
  const value = text(of, ...path);
  return value === undefined ? undefined : cut(redactText(value).replaceAll('\n', ' '), 300);
}

export const flag = (of: unknown, ...path: readonly string[]): boolean | undefined => {
  const value = field(of, ...path);
  return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;
};

/** Seconds, milliseconds, microseconds or nanoseconds since 1970 as a number, or ISO 8601 text; without a zone it is UTC. */
export function moment(of: unknown, ...path: readonly string[]): number | undefined {
  const value = path.length === 0 ? of : field(of, ...path);
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,19}(\.\d{1,9})?$/.test(value)))
    return epoch(Number(value));
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const plain = plainMoment(value);
  if (plain !== undefined) return plain;
  const instant = readInstant(value.replace(/ ?(UTC|GMT)$/, 'Z'));
  const ms = instant === undefined ? -1 : millisecondsOf(instant);
  // nothing was logged before 1970, and OCSF cannot write it
  return ms < 0 ? undefined : ms;
}

/** `2026-03-01T10:00:00Z`, which most logs write, without a way over text; undefined for whatever needs a closer look. */
function plainMoment(value: string): number | undefined {
  if (!/^(?:19[7-9]|2\d\d)\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ$/.test(value)) return undefined;
  const at = (start: number): number => value.charCodeAt(start) * 10 + value.charCodeAt(start + 1) - 528;
  const [year, month, day, hour] = [at(0) * 100 + at(2), at(5), at(8), at(11)];
  if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23) return undefined;
  return Date.UTC(year, month - 1, day, hour, at(14), at(17));
}

/** The first of these keys that holds a moment, in milliseconds since 1970. */
export function firstMoment(of: unknown, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const ms = moment(of, key);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

function epoch(value: number): number | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined;
  const digits = Math.floor(Math.log10(value)) + 1;
  const ms = digits <= 11 ? value * 1000 : digits <= 14 ? value : digits <= 17 ? value / 1e3 : value / 1e6;
  return ms < 253_402_300_800_000 ? Math.floor(ms) : undefined;
}

const cut = (value: string, at = longest): string =>
  value.length <= at ? value : `${value.slice(0, at - 1).toWellFormed()}…`;

/** The object, unless nothing is told in it. */
export const some = <T extends object>(value: T): T | undefined =>
  Object.values(value).some((item) => item !== undefined) ? value : undefined;

/** `1.2.3.4:443` → the address alone. */
export const withoutPort = (address: string | undefined): string | undefined =>
  address === undefined ? undefined : (/^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address);
