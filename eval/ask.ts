// Questions in English that somebody else wrote down the meaning of, read by rules alone.
import { existsSync, readFileSync } from 'node:fs';
import { understand, type NameKnown } from '../src/query/index.ts';
import {
  flatOfQuestion,
  flatOfSketch,
  namesOfSketch,
  ownRowSchema,
  rowSchema,
  type Flat,
} from './ask/sketch.ts';

export interface AskScore {
  readonly questions: number;
  readonly exact: number;
  readonly precision: number;
  readonly recall: number;
  /** Questions that should be refused, and were for the right reason. */
  readonly refused: { readonly right: number; readonly of: number };
  /** Questions that have an answer, and were refused or asked about. */
  readonly notUnderstood: number;
  readonly p95Milliseconds: number;
  readonly wrong: readonly string[];
}

interface Row {
  readonly id: string;
  readonly question: string;
  readonly names: readonly NameKnown[];
  /** A reason: it is to be refused. */
  readonly meant: Flat | { readonly refused: string };
}

const linesOf = (file: string | URL): readonly unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));

/** Questions that somebody else wrote down the meaning of, in their words. */
export const outsideQuestions = (file: string): readonly Row[] =>
  linesOf(file).map((line) => {
    const { id, question, filters } = rowSchema.parse(line);
    const meant = filters.answerable === false ? { refused: filters.reason ?? '' } : flatOfSketch(filters);
    return { id, question, names: namesOfSketch(filters), meant };
  });

/** Questions of our own, each set written by somebody who had not seen the rules. */
export const ownSets = [1, 2] as const;
export const ownQuestions = (set: (typeof ownSets)[number]): readonly Row[] =>
  linesOf(new URL(`ask/questions-${set}.jsonl`, import.meta.url)).map((line) => {
    const { id, question, names, question_meant: said, refused = '' } = ownRowSchema.parse(line);
    return { id, question, names, meant: said === undefined ? { refused } : flatOfQuestion(said) };
  });

/** Scores the reader on questions whose meaning is known. */
export function scoreAsk(rows: readonly Row[]): AskScore {
  const wrong: string[] = [];
  const times: number[] = [];
  let [exact, found, told, meant, refusedRight, refusedOf, notUnderstood] = [0, 0, 0, 0, 0, 0, 0];
  for (const { id, question, names, meant: want } of rows) {
    const began = performance.now();
    const understood = understand(question, names);
    times.push(performance.now() - began);
    if ('refused' in want) {
      refusedOf++;
      if (understood.is === 'refused' && understood.because === want.refused) refusedRight++;
      else wrong.push(`${id} ${question}: should be refused (${want.refused})`);
      continue;
    }
    meant += want.triples.size;
    if (understood.is !== 'question') {
      notUnderstood++;
      const words =
        understood.is === 'unclear'
          ? understood.words.map(({ word }) => word).join(', ')
          : understood.because;
      wrong.push(`${id} ${question}: ${understood.is}: ${words}`);
      continue;
    }
    const got = flatOfQuestion(understood.question);
    const right = [...got.triples].filter((each) => want.triples.has(each)).length;
    found += right;
    told += got.triples.size;
    if (right === got.triples.size && right === want.triples.size && got.frame === want.frame) exact++;
    else
      wrong.push(
        `${id} ${question}\n    want ${[...want.triples].join('; ')} | ${want.frame}\n    got  ${[...got.triples].join('; ')} | ${got.frame}`,
      );
  }
  const answerable = rows.length - refusedOf;
  return {
    questions: rows.length,
    exact: exact / answerable,
    precision: found / told,
    recall: found / meant,
    refused: { right: refusedRight, of: refusedOf },
    notUnderstood,
    p95Milliseconds: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0,
    wrong,
  };
}

/** The file of questions among the corpora, where there is one. */
export const questionsFile = (corpora: string | undefined): string | undefined => {
  const file = corpora === undefined ? '' : `${corpora}/nlq-dev.jsonl`;
  return existsSync(file) ? file : undefined;
};
