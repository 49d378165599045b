import { done, mostItemsSigned, refuse, type ProposalId, type Result } from '../model/index.ts';
import {
  openBatch,
  takeBatch,
  type AnswerTaken,
  type BatchAsked,
  type NotDecided,
  type OpenBatch,
  type SignedBatch,
} from '../review/index.ts';
import { inWords, reviewBench } from './review-bench.ts';
import type { System } from './system.ts';

export { decisionItemSchema, type NotDecided } from '../review/index.ts';

/** What whoever sends too many is told, before anything is looked up. */
export const tooManyAnswers = `One signature covers at most ${mostItemsSigned} answers. Sign the first ${mostItemsSigned}, then the rest: each batch is a statement of its own.`;

type Report = (what: string, count: number, total: number) => void;

/** The one statement that this key would sign over many answers, with the cases it is about and what it leaves out. */
export async function openBatchOf(
  system: System,
  asked: BatchAsked,
  report: Report,
): Promise<Result<OpenBatch>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const total = asked.answers.length;
  return openBatch(bench.value, asked, (opened) => report('cases looked at', opened, total));
}

/** What became of one answer: as `AnswerTaken`, with what is still missing in words. */
export type AnswerSaid =
  | (Exclude<AnswerTaken, NotDecided> & { readonly missingInWords: readonly string[] })
  | NotDecided;

/** One for each answer that was signed, in their order. */
export interface BatchDecided {
  readonly items: readonly AnswerSaid[];
}

export async function decideBatch(
  system: System,
  signed: SignedBatch,
  report: Report,
): Promise<Result<BatchDecided>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const total = signed.items.length;
  const taken = await takeBatch(bench.value, signed, (count) => report('answers taken', count, total));
  if (!taken.ok) return taken;
  return done({
    items: taken.value.map((answer) =>
      'why' in answer ? answer : { ...answer, missingInWords: inWords(bench.value, answer.verdict) },
    ),
  });
}

/** Whether this answer stands in the ledger now. */
export const isRecorded = (answer: AnswerSaid): answer is Exclude<AnswerSaid, NotDecided> =>
  answer.is === 'decided' || answer.is === 'planned';

/** Puts what a server said into the order of the proposals that were named; refuses unless it says one thing of each and of no other. */
export function oneOfEach<T>(
  named: readonly ProposalId[],
  said: readonly T[],
  proposalOf: (each: T) => ProposalId,
): Result<readonly T[]> {
  const found = new Map(said.map((each) => [proposalOf(each), each]));
  const items = named.flatMap((proposal) => found.get(proposal) ?? []);
  return items.length === named.length && items.length === said.length
    ? done(items)
    : refuse(
        'check_failed',
        'The server’s answer does not account for every proposal that was named, once each.',
        'Look at the server: `countersign doctor`, `countersign ledger verify`.',
      );
}
