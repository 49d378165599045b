import {
  done,
  mostItemsSigned,
  refuse,
  type DecisionItem,
  type ProposalId,
  type Refusal,
  type Result,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { merkleTree, type MerkleTree } from '../platform/merkle.ts';
import type { ReviewBench } from './bench.ts';
import { openItem, type AnswerAsked, type OpenItem } from './decision-item.ts';
import { notDecided, type NotDecided } from './not-decided.ts';
import { stateMany, statementText } from './statement.ts';
import { unknownSigner } from './weigh.ts';

export interface BatchAsked {
  /** At most 1,000, each about another proposal. */
  readonly answers: readonly AnswerAsked[];
  readonly keyFingerprint: string;
}

/** What a signer is shown and what one signature of theirs would cover. */
export interface OpenBatch {
  /** Covers the root of the tree of the items' canonical texts, in this order. Absent when there is no item to sign. */
  readonly statement?: string;
  readonly items: readonly OpenItem[];
  /** What was asked for and the statement does not cover, and why. */
  readonly left: readonly NotDecided[];
}

/**
 * Prepares one statement for many answers of one signer. Each item is the one that a single decision would have. What their
 * signature would count for nothing on, and what is stale, is not covered and said.
 */
export async function openBatch(
  bench: ReviewBench,
  asked: BatchAsked,
  report: (opened: number) => void = () => {},
): Promise<Result<OpenBatch>> {
  const unfit = unfitBatch(asked.answers.map((answer) => answer.proposal));
  if (unfit !== undefined) return unfit;
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const items: OpenItem[] = [];
  const left: NotDecided[] = [];
  for (const [at, answer] of asked.answers.entries()) {
    const opened = await openItem(bench, answer, standing, now);
    if (opened.ok) items.push(opened.value);
    else left.push(notDecided(answer.proposal, opened));
    report(at + 1);
  }
  if (items.length === 0) return done({ items, left });
  const statement = stateMany(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'decision',
    treeOf(items.map(({ item }) => item)),
  );
  return done({ statement: statementText(statement), items, left });
}

/** The tree that one signature covers: RFC 6962 over the items' canonical texts, in their order. */
export const treeOf = (items: readonly DecisionItem[]): MerkleTree => merkleTree(items.map(canonicalJson));

/** Refuses what cannot be one batch: nothing, too much, or two answers to one proposal. */
export function unfitBatch(proposals: readonly ProposalId[]): Refusal | undefined {
  if (proposals.length === 0)
    return refuse('input_invalid', 'A batch holds at least one answer; this holds none.', 'Name a proposal.');
  if (proposals.length > mostItemsSigned)
    return refuse(
      'input_too_large',
      `One signature covers at most ${mostItemsSigned} answers; these are ${proposals.length}.`,
      `Sign the first ${mostItemsSigned}, then the rest: each batch is a statement of its own.`,
    );
  const twice = proposals.find((proposal, at) => proposals.indexOf(proposal) !== at);
  return twice === undefined
    ? undefined
    : refuse(
        'input_invalid',
        `\`${twice}\` is in the batch twice; one person gives one answer to a proposal.`,
        'Name it once.',
      );
}
