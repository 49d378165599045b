import { codes, type Result } from '../model/index.ts';
import type { Io } from './io.ts';

/** Prints a result (as JSON, or with `render` for people) or a refusal, and returns the exit status. */
export function answer<T>(io: Io, result: Result<T>, render: (value: T) => string): number {
  if (result.ok) {
    io.out(io.json ? `${JSON.stringify(result.value)}\n` : render(result.value));
    return 0;
  }
  const { code, message, next, details } = result;
  if (io.json) io.out(`${JSON.stringify({ error: { code, message, next, details } })}\n`);
  else io.err(`${message}\n${next === undefined ? '' : `${next}\n`}`);
  return codes[code].exit;
}
