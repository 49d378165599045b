import {
  anyOne,
  anyOneInSegment,
  anyRunInSegment,
  isRun,
  patternMatches,
  placesFrom,
  stepFrom,
  type Pattern,
} from './pattern.ts';

/** Says of a text, read a character at a time, whether it is one of a set of texts. States are small numbers. */
export interface Machine {
  readonly start: readonly number[];
  step(states: readonly number[], code: number): readonly number[];
  accepts(states: readonly number[]): boolean;
  /** Characters that these states tell apart from all others. */
  codesAt(states: readonly number[]): readonly number[];
}

/** The texts that a pattern matches; a folded pattern (in lower case) matches them in any case. */
export function patternMachine(pattern: Pattern, folds: boolean): Machine {
  const colon = 58;
  return {
    start: placesFrom(pattern, [0]),
    step: (states, code) => stepFrom(pattern, states, folds ? lower(code) : code),
    accepts: (states) => states.includes(pattern.length),
    codesAt: (states) =>
      states.flatMap((place) => {
        const unit = pattern[place];
        if (unit === anyRunInSegment || unit === anyOneInSegment) return [colon];
        if (unit === undefined || isRun(unit) || unit === anyOne) return [];
        return folds ? [unit, upper(unit)] : [unit];
      }),
  };
}

/** The values that, put between these patterns, make them match the text: all are parts of it. */
export function partMachine(
  around: { readonly before: Pattern; readonly after: Pattern },
  text: string,
): Machine {
  const places = Array.from({ length: text.length + 1 }, (_, at) => at);
  const start = places.filter((at) => patternMatches(around.before, text.slice(0, at)));
  const ends = new Set(places.filter((at) => patternMatches(around.after, text.slice(at))));
  return {
    start,
    step: (states, code) => states.flatMap((at) => (text.charCodeAt(at) === code ? [at + 1] : [])),
    accepts: (states) => states.some((at) => ends.has(at)),
    codesAt: (states) => states.flatMap((at) => (at < text.length ? [text.charCodeAt(at)] : [])),
  };
}

const mostSteps = 300_000;
const mostKinds = 256;

/**
 * One text, a shortest, of every kind that these machines tell apart: two texts are of one kind when the same machines
 * accept them. With `notEmpty`, of every kind that some text with a character in it has. Undefined when there is too much to
 * go through.
 */
export function oneOfEachKind(
  machines: readonly Machine[],
  options: { readonly notEmpty: boolean },
): readonly string[] | undefined {
  const first = machines.map((machine) => machine.start);
  const seen = new Set([nameOf(first)]);
  const queue = [{ text: '', at: first }];
  const kinds = new Map<string, string>();
  let steps = 0;
  const note = (text: string, at: readonly (readonly number[])[]): void => {
    const kind = machines.map((machine, n) => (machine.accepts(at[n] ?? []) ? '1' : '0')).join('');
    if (!kinds.has(kind)) kinds.set(kind, text);
  };
  if (!options.notEmpty) note('', first);
  for (const { text, at } of queue) {
    const codes = new Set(machines.flatMap((machine, n) => machine.codesAt(at[n] ?? [])));
    for (const code of [...codes, otherThan(codes)]) {
      steps += at.reduce((sum, states) => sum + states.length, machines.length);
      if (steps > mostSteps || kinds.size > mostKinds) return undefined;
      const next = machines.map((machine, n) => machine.step(at[n] ?? [], code));
      const longer = text + String.fromCharCode(code);
      note(longer, next);
      const name = nameOf(next);
      if (seen.has(name)) continue;
      seen.add(name);
      queue.push({ text: longer, at: next });
    }
  }
  return [...kinds.values()];
}

const nameOf = (states: readonly (readonly number[])[]): string => states.join('|');

/** A character that is none of these, a readable one if there is any. */
function otherThan(codes: ReadonlySet<number>): number {
  for (let code = 0x78; code < 0xd800; code++) if (!codes.has(code)) return code;
  return 0xe000;
}

const lower = (code: number): number => unitOf(String.fromCharCode(code).toLowerCase(), code);
const upper = (code: number): number => unitOf(String.fromCharCode(code).toUpperCase(), code);
const unitOf = (text: string, code: number): number => (text.length === 1 ? text.charCodeAt(0) : code);
