import {
  addSeconds,
  done,
  refuse,
  type CaseContext,
  type DecisionItem,
  type Digest,
  type EntryId,
  type Instant,
  type Result,
  type StandingSignature,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { MerklePlace } from '../platform/merkle.ts';
import type { Transaction } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';
import { differences, noSuchDelegation } from './decision-item.ts';
import { delegationLock, lentAs, underDelegation, type Lent } from './delegated.ts';
import { keepPlan } from './keep-plan.ts';
import { recordVerdict } from './file-proposal.ts';
import type { Signed } from './signed-by.ts';
import { statementLifetime, type ReadStatement } from './statement.ts';
import { decisionsOn, type FiledProposal, type StoredDecision } from './stored-proposal.ts';
import { personOf, refuseSigner, weigh } from './weigh.ts';

export interface DecisionTaken {
  readonly decision: EntryId;
  readonly answer: 'approve' | 'reject';
  readonly verdict: Verdict;
  /** There when this signature completed the case. */
  readonly plan?: EntryId;
}

/** One answer under a signature that holds. */
export interface SignedAnswer extends Signed<ReadStatement<DecisionItem>> {
  /** Where the item stands under the root that was signed; absent: the statement covers the item itself. */
  readonly place?: MerklePlace;
}

/**
 * Takes one answer under a signature that holds: checks that what was signed is what is true now and that the signature
 * counts; records it, and when the verdict with all signatures is permit, writes the plan. All in the given transaction.
 */
export async function takeAnswer(
  bench: ReviewBench,
  tx: Transaction,
  signed: SignedAnswer,
  now: Instant,
): Promise<Result<DecisionTaken>> {
  const { item, signer, standing, assurance } = signed;
  await tx.query('select 1 from review.proposal where id = $1 for update', [item.proposal]);
  const lent = await lendingOf(bench, tx, item, personOf(standing).id, now);
  if (!lent.ok) return lent;
  const { lending } = lent.value;
  const weighed = await weigh(bench, tx, item.proposal, standing, now, lending);
  if (!weighed.ok) return weighed;
  const { filed, facts, context } = weighed.value;
  if (item.restorableUntil > addSeconds(signed.madeAt, statementLifetime.restoreSeconds))
    return refuse(
      'signature_invalid',
      `The statement would let its signer undo this until ${item.restorableUntil}; a window has 30 days.`,
      'Sign the statement that `countersign decide` wrote.',
    );
  const stale = differences(bench, item, weighed.value);
  if (stale !== undefined) return stale;
  if (weighed.value.roles.length === 0)
    return refuseSigner(bench, facts, personOf(standing), context, lending);
  if (!weighed.value.roles.some((role) => role === item.role))
    return refuse(
      'policy_denied',
      `The statement signs as \`${item.role}\`, which this signature does not count for.`,
      'Look at the case again and sign the new statement.',
    );
  const earlier = await decisionsOn(tx, item.proposal);
  if (earlier.some((decision) => decision.signer === signer))
    return refuse(
      'already_done',
      'This person has already signed an answer to this proposal; one signature per person counts.',
      'Ask somebody else for what `countersign show` lists as missing.',
    );
  const voiced = earlier.find((decision) => oneVoice(decision, item, signer));
  if (item.answer === 'approve' && voiced !== undefined)
    return refuse(
      'already_done',
      `\`${voiced.standsFor?.person ?? voiced.signer}\` has spoken already (decision \`${voiced.entry}\`), in person or by who stands for them; one authority is one voice.`,
      'Ask somebody else for what `countersign show` lists as missing.',
    );

  const signature: StandingSignature = {
    signer: personOf(standing),
    signedAt: signed.madeAt,
    ...underDelegation({ dependsOn: standing.dependsOn, assurance }, lending),
  };
  const withIt = (counted: StandingSignature): CaseContext => ({
    ...context,
    signatures: [...context.signatures, counted],
  });
  const judged = (counted: StandingSignature): Verdict =>
    bench.judge.judgeCase(facts, personOf(standing), withIt(counted));
  const verdict = judged(signature);
  // one answer a person: a touch must not use up the answer that a verified one of the same key would have made count
  if (item.answer === 'approve' && assurance === 'key' && standing.assurance === 'passkey')
    if (stillMissing(judged({ ...signature, assurance: 'passkey' })) !== stillMissing(verdict))
      return notVerified;

  const decision = await recordDecision(bench, tx, signed, filed, now);
  if (item.answer === 'reject') {
    await tx.query(`update review.proposal set state = 'rejected' where id = $1`, [item.proposal]);
    return done({ decision, answer: item.answer, verdict: weighed.value.verdict });
  }

  const verdictEntry = await recordVerdict(bench, tx, {
    about: decision,
    proposal: item.proposal,
    verdict,
    inputs: bench.judge.inputsOfCase(facts, personOf(standing), withIt(signature)),
    actor: { kind: 'person', id: signer, via: [] },
    now,
  });
  await tx.query('update review.proposal set verdict_entry = $2 where id = $1', [
    item.proposal,
    verdictEntry,
  ]);
  if (verdict.outcome !== 'permit') return done({ decision, answer: item.answer, verdict });
  const approvals = [...earlier.filter((d) => d.answer === 'approve').map((d) => d.entry), decision];
  const plan = await writePlan(bench, tx, filed, item.changes, approvals, decision, now);
  return done({ decision, answer: item.answer, verdict, plan });
}

/** The delegation that the item names, if it still lends what it says; none when the signer uses their own authority. */
async function lendingOf(
  bench: ReviewBench,
  tx: Transaction,
  { standsFor }: DecisionItem,
  signer: SubjectId,
  now: Instant,
): Promise<Result<{ readonly lending: Lent | undefined }>> {
  if (standsFor === undefined) return done({ lending: undefined });
  await tx.query('select pg_advisory_xact_lock_shared($1)', [delegationLock]);
  const lending = await lentAs(bench, tx, signer, standsFor, now);
  return lending === undefined ? noSuchDelegation(signer, standsFor.person) : done({ lending });
}

/** Whether the same human or the same authority stands behind both. */
function oneVoice(earlier: StoredDecision, item: DecisionItem, signer: SubjectId): boolean {
  const before = [earlier.signer, earlier.standsFor?.person];
  return [signer, item.standsFor?.person].some((voice) => voice !== undefined && before.includes(voice));
}

const stillMissing = (verdict: Verdict): string =>
  verdict.outcome === 'requestable' ? verdict.missing.join() : verdict.outcome;

const notVerified = refuse(
  'signature_invalid',
  'The key was touched, but it did not verify who touched it (by PIN, fingerprint or face), and this case counts only signatures that do. Nothing was recorded, and your answer is still yours to give.',
  'Sign again with a key that verifies you.',
);

async function recordDecision(
  bench: ReviewBench,
  tx: Transaction,
  signed: SignedAnswer,
  filed: FiledProposal,
  now: Instant,
): Promise<EntryId> {
  const { item, place, signer, statement, signature, assurance } = signed;
  const decision = await bench.recorder.record(
    tx,
    entryDraft({
      type: 'decision.signed',
      at: now,
      actor: { kind: 'person', id: signer, via: item.standsFor === undefined ? [] : [item.standsFor.person] },
      subjects: [signer, ...(item.standsFor === undefined ? [] : [item.standsFor.person])],
      causedBy: [
        filed.entry,
        filed.verdictEntry,
        ...(item.standsFor === undefined ? [] : [item.standsFor.delegation]),
      ],
      correlation: filed.proposal.id,
      policy: bench.policy,
      basis: {
        changes: item.changes,
        evidenceShown: item.evidenceShown,
        evidenceMaterial: item.evidenceMaterial,
        statement: digestOf(statement),
      },
      body: {
        statement,
        signature,
        answer: item.answer,
        assurance,
        ...(place === undefined ? {} : { item, index: place.index, proof: place.proof }),
      },
    }),
  );
  await tx.query(
    `insert into review.decision (entry, proposal, signer, key_fingerprint, assurance, answer, role, statement, signed_at, expires_at, restorable_until, stands_for, delegation, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      decision,
      item.proposal,
      signer,
      signed.keyFingerprint,
      assurance,
      item.answer,
      item.role,
      statement,
      signed.madeAt,
      signed.expiresAt,
      item.restorableUntil,
      item.standsFor?.person ?? null,
      item.standsFor?.delegation ?? null,
      item.reason ?? null,
    ],
  );
  return decision;
}

async function writePlan(
  bench: ReviewBench,
  tx: Transaction,
  filed: FiledProposal,
  changes: Digest,
  decisions: readonly EntryId[],
  trigger: EntryId,
  now: Instant,
): Promise<EntryId> {
  const plan = await bench.recorder.record(
    tx,
    entryDraft({
      type: 'plan.created',
      at: now,
      actor: bench.self,
      causedBy: decisions,
      correlation: filed.proposal.id,
      policy: bench.policy,
      basis: { changes },
      body: {
        kind: 'decision',
        proposal: filed.proposal.id,
        proposalEntry: filed.entry,
        trigger: { kind: 'person', entry: trigger },
        decisions,
        steps: filed.proposal.changes.length,
      },
    }),
  );
  await keepPlan(tx, { plan, kind: 'decision' }, filed.proposal, now);
  return plan;
}
