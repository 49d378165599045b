import type { NameKnown } from './names.ts';
import type { Condition, Field, Noun, Question } from './question.ts';
import type { Sentence } from './sentence.ts';
import type { TimeSaid } from './times.ts';

/** What has been read of a question so far. */
export interface Reading {
  readonly sentence: Sentence;
  readonly names: readonly NameKnown[];
  readonly times: readonly TimeSaid[];
  /** Nouns that were said, by where; the first one is what is asked for, unless `select` is settled. */
  readonly heads: { readonly at: number; readonly noun: Noun }[];
  readonly where: { readonly at: number; readonly condition: Condition }[];
  /** Words that a rule took up and could not place. */
  readonly left: string[];
  select?: Noun;
  /** `and what they are allowed to do`: their grants are asked for. */
  asksWhatTheyMay?: boolean;
  /** Whatever else was said: order, measure, the ends of a path. */
  readonly rest: { -readonly [K in Exclude<keyof Question, 'select' | 'where'>]?: Question[K] };
}

/** One way of saying one thing. */
export interface Way {
  readonly pattern: RegExp;
  readonly reads: (reading: Reading, found: RegExpExecArray) => void;
}

/** Whole words only; `{N}` stands for a name, `{T}` for a time. */
export const wholeWords = (said: string): RegExp =>
  new RegExp(`(?<= )(?:${said.replaceAll('{N}', '§n(\\d+)§').replaceAll('{T}', '§t(\\d+)§')})(?= |$)`);

export const way = (said: string, reads: Way['reads']): Way => ({ pattern: wholeWords(said), reads });

export const that =
  (...conditions: readonly Condition[]): Way['reads'] =>
  (reading, { index }) => {
    for (const condition of conditions) reading.where.push({ at: index, condition });
  };

export const is = (
  field: Extract<Condition, { op: 'is' }>['field'],
  value: Extract<Condition, { op: 'is' }>['value'],
): Condition => ({ field, op: 'is', value });

export const nameAt = (reading: Reading, group: string | undefined): string =>
  reading.names[Number(group)]?.text ?? '';
export const timeAt = (reading: Reading, group: string | undefined): TimeSaid | undefined =>
  group === undefined ? undefined : reading.times[Number(group)];

/** When something last happened or not, as a condition: `denied` turns `in 90 days` into longer ago than that. */
export function timed(field: Field, time: TimeSaid, denied: boolean): Condition {
  switch (time.is) {
    case 'past':
      return { field, op: denied ? 'older_than' : 'within', days: time.days };
    case 'over':
      return { field, op: 'older_than', days: time.days };
    case 'next':
      return { field, op: 'in_next', days: time.days };
    case 'bare':
      // what ends within three weeks has not ended yet
      if (field === 'expires' || field === 'end_date') return { field, op: 'in_next', days: time.days };
      return { field, op: denied ? 'older_than' : 'within', days: time.days };
    case 'since':
      return { field, op: denied ? 'before' : 'after', moment: time.moment };
    case 'before':
      return { field, op: denied ? 'after' : 'before', moment: time.moment };
    case 'during':
      return { field, op: 'during', moment: time.moment };
  }
}

/** Reads every way of a list, in its order, as often as it is said. */
export function readWays(reading: Reading, ways: readonly Way[]): void {
  for (const { pattern, reads } of ways)
    for (const found of reading.sentence.takeAll(pattern)) reads(reading, found);
}
