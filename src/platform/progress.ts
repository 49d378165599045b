import { monotonicMs } from './clock.ts';
import { inertWithin } from './text.ts';

/** Tells a person how far something has come. */
export interface Progress {
  /** So many more are done. Cheap: may be called for each item. */
  add(count: number): void;
  /** The number that will be done, once it is known. */
  expect(total: number): void;
  /** Ends the line with what was reached. */
  done(): void;
}

export interface ProgressOptions {
  readonly what: string;
  /** `accounts`, `MB`: follows the number. */
  readonly unit: string;
  readonly total?: number;
  /** `line`: rewritten in place on a terminal; `lines`: one every few seconds; `silent` with --json and --quiet. */
  readonly mode: 'line' | 'lines' | 'silent';
  readonly write?: (text: string) => void;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export const progressMode = (options: {
  readonly json: boolean;
  readonly isTerminal: boolean;
}): ProgressOptions['mode'] => (options.json ? 'silent' : options.isTerminal ? 'line' : 'lines');

export function startProgress(options: ProgressOptions): Progress {
  const write = options.write ?? ((text) => process.stderr.write(text));
  const now = options.now ?? monotonicMs;
  const started = now();
  const everyMs = options.mode === 'line' ? 100 : 3000;
  let total = options.total;
  let count = 0;
  let shownAt = started;
  const show = (isLast: boolean): void => {
    if (options.mode === 'silent') return;
    const text = progressLine(options, count, total, (now() - started) / 1000, isLast);
    if (options.mode === 'line') write(`\r\u001b[2K${text}${isLast ? '\n' : ''}`);
    else write(`${text}\n`);
  };
  return {
    expect: (n) => (total = n),
    add(n) {
      count += n;
      if (now() - shownAt < everyMs) return;
      shownAt = now();
      show(false);
    },
    done: () => show(true),
  };
}

function progressLine(
  { what, unit }: ProgressOptions,
  count: number,
  total: number | undefined,
  seconds: number,
  isLast: boolean,
): string {
  const rate = seconds > 0 ? count / seconds : 0;
  const of = total === undefined || isLast ? '' : ` of ${number(total)}`;
  const left = total === undefined || rate === 0 || isLast ? undefined : Math.max(0, total - count) / rate;
  const parts = [`${number(count)}${of} ${unit}`, `${number(rate)} ${unit}/s`];
  if (isLast) parts.push(duration(seconds));
  else if (left !== undefined) parts.push(`${duration(left)} left`);
  return `${inertWithin(what, 40)}: ${parts.join(', ')}`;
}

const number = (n: number): string =>
  n < 10 && !Number.isInteger(n) ? n.toFixed(1) : Math.round(n).toLocaleString('en');

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
