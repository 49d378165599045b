import {
  done,
  refuse,
  type DecisionItem,
  type ProposalId,
  type Refusal,
  type Result,
} from '../model/index.ts';
import type { MerkleTree } from '../platform/merkle.ts';
import type { ReviewBench } from './bench.ts';
import { notDecided, type NotDecided } from './not-decided.ts';
import { treeOf, unfitBatch } from './open-batch.ts';
import { signedBy, standingNow } from './signed-by.ts';
import { readBatchStatement, type ReadBatchStatement } from './statement.ts';
import { takeAnswer, type DecisionTaken, type SignedAnswer } from './take-answer.ts';

/** What became of one answer. `planned`: this signature completed the case. `decided`: recorded, and more is needed or it was a no. */
export type AnswerTaken =
  | ({ readonly proposal: ProposalId; readonly is: 'decided' | 'planned' } & DecisionTaken)
  | NotDecided;

export interface SignedBatch {
  readonly statement: string;
  readonly signature: string;
  /** Every item under the signed root, in the order of its tree. */
  readonly items: readonly DecisionItem[];
}

/**
 * Takes one signature over many answers. The signature and the root are checked once, and when either does not hold nothing
 * is taken. Then each answer is held to all that a single decision is held to, in a transaction of its own, in order: one
 * that is stale or refused changes nothing and leaves the others as they are. After a fault part-way the same signed batch
 * can be sent again: what was recorded says `already_done`, the rest is taken.
 */
export async function takeBatch(
  bench: ReviewBench,
  batch: SignedBatch,
  report: (taken: number) => void = () => {},
): Promise<Result<readonly AnswerTaken[]>> {
  const now = bench.clock.now();
  const { statement, signature, items } = batch;
  const signed = await signedBy(bench, { statement, signature }, readBatchStatement, now);
  if (!signed.ok) return signed;
  const unfit = unfitBatch(items.map((item) => item.proposal));
  if (unfit !== undefined) return unfit;
  const tree = treeOf(items);
  const other = notWhatWasSigned(signed.value, tree);
  if (other !== undefined) return other;

  const taken: AnswerTaken[] = [];
  for (const [at, item] of items.entries()) {
    const place = tree.places[at];
    if (place === undefined) throw new TypeError('an item without a place in its own tree');
    const answer = await takeOne(bench, { ...signed.value, item, place });
    taken.push(
      answer.ok
        ? {
            proposal: item.proposal,
            is: answer.value.plan === undefined ? 'decided' : 'planned',
            ...answer.value,
          }
        : notDecided(item.proposal, answer),
    );
    report(taken.length);
  }
  return done(taken);
}

/** A long batch takes its time: who may sign is asked anew for each answer, as of that moment. */
async function takeOne(bench: ReviewBench, answer: SignedAnswer): Promise<Result<DecisionTaken>> {
  const now = bench.clock.now();
  const standing = await standingNow(bench, answer, now);
  if (!standing.ok) return standing;
  return bench.database.transaction((tx) =>
    takeAnswer(bench, tx, { ...answer, standing: standing.value }, now),
  );
}

function notWhatWasSigned(signed: ReadBatchStatement, tree: MerkleTree): Refusal | undefined {
  if (tree.size !== signed.size)
    return refuse(
      'signature_invalid',
      `The statement covers ${signed.size} answers; ${tree.size} were sent.`,
      'Send every item that was signed, in its order.',
    );
  return tree.root === signed.root
    ? undefined
    : refuse(
        'signature_invalid',
        'The items that were sent are not the ones under the root that was signed.',
        'Send every item that was signed, in its order, exactly as it was.',
      );
}
