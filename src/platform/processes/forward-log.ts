import type { Readable } from 'node:stream';
import { isLevel, type Log } from '../log.ts';

const longestLine = 64 << 10;

/**
 * Passes a child's stderr on, line by line. Its own JSON log lines keep their level and fields; anything else (a crash,
 * a warning of the runtime) becomes a warning. Lines beyond 64 KiB are cut.
 */
export function forwardLog(stream: Readable, log: Log): void {
  let rest = '';
  let isSkipping = false;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!isSkipping) forwardLine(line, log);
      isSkipping = false;
    }
    if (rest.length > longestLine) {
      if (!isSkipping) forwardLine(rest.slice(0, longestLine), log);
      isSkipping = true;
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest !== '' && !isSkipping) forwardLine(rest, log);
  });
  stream.on('error', () => undefined);
}

function forwardLine(line: string, log: Log): void {
  if (line.trim() === '') return;
  const parsed = parseLine(line);
  if (parsed === undefined) return log.warn(line.slice(0, longestLine));
  const { level, message, time: _time, ...fields } = parsed;
  if (!isLevel(level) || typeof message !== 'string') return log.warn(line.slice(0, longestLine));
  log[level](message, fields);
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
