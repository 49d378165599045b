import { parseArgs } from 'node:util';
import { Fault, readInstant, type Instant } from '../model/index.ts';

/** Which options a command takes: `text` has a value, `many` may be given more than once, `flag` has none. */
export type OptionKind = 'text' | 'many' | 'flag';

type ValueOf<K extends OptionKind> = K extends 'flag'
  ? boolean
  : K extends 'many'
    ? readonly string[]
    : string | undefined;

export interface Arguments<O extends Readonly<Record<string, OptionKind>>> {
  readonly options: { readonly [N in keyof O]: ValueOf<O[N]> };
  readonly words: readonly string[];
}

/** Reads a command's arguments; throws Fault `usage` naming the option and how the command is used. */
export function readArguments<const O extends Readonly<Record<string, OptionKind>>>(
  argv: readonly string[],
  kinds: O,
  usage: string,
  words: { readonly min: number; readonly max: number } = { min: 0, max: 0 },
): Arguments<O> {
  const parsed = parse(argv, kinds, usage);
  if (parsed.positionals.length < words.min || parsed.positionals.length > words.max)
    throw new Fault('usage', `Expected ${howMany(words)}, got ${parsed.positionals.length}.`, {
      next: `Usage: ${usage}`,
    });
  const options: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const value = parsed.values[name];
    if (kind === 'flag') options[name] = value === true;
    else if (kind === 'many') options[name] = Array.isArray(value) ? value : [];
    else options[name] = typeof value === 'string' ? value : undefined;
  }
  if (!matches(options, kinds))
    throw new Fault('usage', 'The options could not be read.', { next: `Usage: ${usage}` });
  return { options, words: parsed.positionals };
}

function parse(argv: readonly string[], kinds: Readonly<Record<string, OptionKind>>, usage: string) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [
          name,
          kind === 'flag'
            ? { type: 'boolean' as const }
            : { type: 'string' as const, multiple: kind === 'many' },
        ]),
      ),
    });
  } catch (error) {
    throw new Fault('usage', error instanceof Error ? error.message : 'The arguments could not be read.', {
      next: `Usage: ${usage}`,
    });
  }
}

function matches<O extends Readonly<Record<string, OptionKind>>>(
  options: Readonly<Record<string, unknown>>,
  kinds: O,
): options is { readonly [N in keyof O]: ValueOf<O[N]> } {
  return Object.keys(kinds).every((name) => name in options);
}

const howMany = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  max === 0
    ? 'no words after the command'
    : max === Infinity
      ? `${min} word${min === 1 ? '' : 's'} or more after the command`
      : min === max
        ? `${min} word${min === 1 ? '' : 's'} after the command`
        : `${min} to ${max} words after the command`;

/** The moment that `--at` names, to be spread into a question; throws Fault `usage` for what is none. */
export function momentAsked(text: string | undefined): { readonly at?: Instant } {
  if (text === undefined) return {};
  const at = readInstant(text);
  if (at === undefined)
    throw new Fault('usage', `\`${text.slice(0, 40)}\` is no moment.`, {
      next: 'Write it as 2026-01-31 or 2026-01-31T12:00:00Z.',
    });
  return { at };
}
