import { codes, type Result } from '../model/index.ts';
import { inertJson, inertLines } from '../platform/text.ts';
import type { Io } from './io.ts';

/** Prints a result (as JSON, or with `render` for people) or a refusal, and returns the exit status. */
export function answer<T>(io: Io, result: Result<T>, render: (value: T) => string): number {
  if (result.ok) {
    io.out(io.json ? `${inertJson(result.value, 'line')}\n` : render(result.value));
    return 0;
  }
  const { code, message, next, details } = result;
  if (io.json) io.out(`${inertJson({ error: { code, message, next, details } }, 'line')}\n`);
  else io.err(`${inertLines(message)}\n${next === undefined ? '' : `${inertLines(next)}\n`}`);
  return codes[code].exit;
}
