import { randomBytes } from 'node:crypto';
import { instantOf, type Instant } from '../model/time.ts';

/** Where now, and ids, come from. The only file that reads the machine's clock; everything else is handed one of these. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => instantOf(Date.now()) };

/** Monotonic milliseconds, for measuring how long something took; unrelated to the date. */
export const monotonicMs = (): number => performance.now();

/** `prefix_` and 26 random base32 characters (130 bits). */
export function newId(prefix: string): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  let text = '';
  for (const byte of randomBytes(26)) text += alphabet[byte & 31] ?? '';
  return `${prefix}_${text}`;
}
