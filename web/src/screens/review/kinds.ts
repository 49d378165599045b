import type { RouteInput, RouteOutput } from '../../api/route-table.ts';

export type Page = RouteOutput<'reviews.items'>;
export type Line = Page['items'][number];
export type Beside = RouteOutput<'reviews.item'>;
type AnswerAsked = RouteInput<'reviews.answer'>['answers'][number];
export type AnswerName = AnswerAsked['answer'];

/** The answers of each lane in the order they are shown, each with its key. */
export const choices: Readonly<Record<Page['campaign']['lane'], readonly (readonly [AnswerName, string])[]>> =
  {
    people: [
      ['certify', 'c'],
      ['revoke', 'r'],
      ['narrow', 'n'],
      ['limit', 'l'],
      ['dont_know', 'd'],
    ],
    machines: [
      ['certify', 'c'],
      ['rotate', 'o'],
      ['rescope', 'n'],
      ['make_ephemeral', 'm'],
      ['limit', 'l'],
      ['suspend', 'p'],
      ['revoke', 'r'],
      ['retire', 't'],
      ['dont_know', 'd'],
    ],
  };

/** An answer that somebody gives, with what only it needs. */
export interface Given {
  readonly answer: AnswerName;
  readonly until?: string;
  readonly reason?: string;
  /** The offer that `narrow` and `rescope` take. */
  readonly offer?: string;
}

const all: readonly AnswerName[] = Object.values(choices).flatMap((each) => each.map(([name]) => name));
export const isAnswerName = (text: string): text is AnswerName => all.some((name) => name === text);
