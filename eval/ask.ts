// Questions in English that somebody else wrote down the meaning of, read by rules alone.
import { existsSync, readFileSync } from 'node:fs';
import { understand } from '../src/query/index.ts';
import { flatOfQuestion, flatOfSketch, namesOfSketch, rowSchema } from './ask/sketch.ts';

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

/** Scores the reader on a file of questions, one JSON object a line. */
export function scoreAsk(file: string): AskScore {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)));
  const wrong: string[] = [];
  const times: number[] = [];
  let [exact, found, told, meant, refusedRight, refusedOf, notUnderstood] = [0, 0, 0, 0, 0, 0, 0];
  for (const { id, question, filters } of rows) {
    const names = namesOfSketch(filters);
    const began = performance.now();
    const understood = understand(question, names);
    times.push(performance.now() - began);
    if (filters.answerable === false) {
      refusedOf++;
      if (understood.is === 'refused' && understood.because === filters.reason) refusedRight++;
      else wrong.push(`${id} ${question}: should be refused (${filters.reason ?? ''})`);
      continue;
    }
    const want = flatOfSketch(filters);
    meant += want.triples.size;
    if (understood.is !== 'question') {
      notUnderstood++;
      wrong.push(`${id} ${question}: ${understood.is}`);
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
