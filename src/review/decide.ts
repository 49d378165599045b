import { done, type Result } from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { ReviewBench } from './bench.ts';
import { openItem, type AnswerAsked, type OpenItem } from './decision-item.ts';
import { signedBy } from './signed-by.ts';
import { readDecisionStatement, stateOne, statementText } from './statement.ts';
import { takeAnswer, type DecisionTaken } from './take-answer.ts';
import { unknownSigner } from './weigh.ts';

/** What a signer is shown and what they would sign. */
export interface OpenDecision extends Omit<OpenItem, 'item'> {
  readonly statement: string;
}

export interface DecisionAsked extends AnswerAsked {
  readonly keyFingerprint: string;
}

/** Prepares the exact statement for this signer, or says why their signature would count for nothing or the case is stale. */
export async function openDecision(bench: ReviewBench, asked: DecisionAsked): Promise<Result<OpenDecision>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const opened = await openItem(bench, asked, standing, now);
  if (!opened.ok) return opened;
  const { item, ...shown } = opened.value;
  const statement = stateOne(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'decision',
    { ...item },
  );
  return done({ statement: statementText(statement), ...shown });
}

/**
 * Takes a signed statement: checks the signature, the signer's standing, that what was signed is what is true now, and
 * that the signature counts; records it, and when the verdict with all signatures is permit, writes the plan.
 */
export async function takeDecision(
  bench: ReviewBench,
  statement: string,
  signature: string,
): Promise<Result<DecisionTaken>> {
  const now = bench.clock.now();
  const signed = await signedBy(bench, { statement, signature }, readDecisionStatement, now);
  if (!signed.ok) return signed;
  return bench.database.transaction((tx) => takeAnswer(bench, tx, signed.value, now));
}
