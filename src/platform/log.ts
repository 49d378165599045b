import type { Clock } from './clock.ts';
import { redact, redactText } from './redact.ts';
import { inert } from './text.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Fields = Readonly<Record<string, unknown>>;

/** Writes what happened to stderr, one line an event. Secrets are taken out and hostile text is made inert. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A log whose lines all carry these fields as well. */
  with(fields: Fields): Log;
}

export interface LogOptions {
  readonly clock: Clock;
  /** `json`: one JSON object a line, for machines and child processes. `human`: short lines for a person. */
  readonly format: 'json' | 'human';
  /** The least level that is written. Default `info`. */
  readonly level?: Level;
  readonly write?: (line: string) => void;
}

const rank: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
export const isLevel = (text: unknown): text is Level =>
  typeof text === 'string' && Object.hasOwn(rank, text);

export function createLog(options: LogOptions, base: Fields = {}): Log {
  const least = rank[options.level ?? 'info'];
  const write = options.write ?? ((line) => process.stderr.write(line));
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}): void => {
      if (rank[level] < least) return;
      const all = { ...base, ...fields };
      write(options.format === 'json' ? jsonLine(level, message, all) : humanLine(level, message, all));
    };
  const jsonLine = (level: Level, message: string, fields: Fields): string => {
    const time = options.clock.now();
    const head = { time, level, message: redactText(message) };
    const rest = redact(fields);
    return `${JSON.stringify({ ...(typeof rest === 'object' ? rest : {}), ...head })}\n`;
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLog(options, { ...base, ...fields }),
  };
}

function humanLine(level: Level, message: string, fields: Fields): string {
  const told = redact(fields);
  const parts = Object.entries(typeof told === 'object' && told !== null ? told : {}).map(
    ([key, value]) =>
      `${inert(key)}=${inert(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))}`,
  );
  const mark = level === 'warn' || level === 'error' ? `${level}: ` : '';
  return `${mark}${inert(redactText(message))}${parts.length > 0 ? `  (${parts.join(' ')})` : ''}\n`;
}
