import {
  addSeconds,
  done,
  isDigest,
  must,
  refuse,
  type CaseFacts,
  type DecisionItem,
  type Digest,
  type EntryId,
  type Instant,
  type Proposal,
  type ProposalId,
  type Result,
  type StandingSignature,
  type Verdict,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import { digestOf } from '../platform/canonical.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import type { ReviewBench } from './bench.ts';
import { changesDigest } from './digests.ts';
import { recordVerdict } from './file-proposal.ts';
import { readDecisionStatement, stateOne, statementLifetime, statementText } from './statement.ts';
import { staleness } from './staleness.ts';
import { decisionsOn, type FiledProposal } from './stored-proposal.ts';
import { personOf, refuseSigner, unknownSigner, weigh } from './weigh.ts';

/** What a signer is shown and what they would sign. */
export interface OpenDecision {
  readonly statement: string;
  readonly proposal: Proposal;
  readonly verdict: Verdict;
  /** Roles the signature would count for. */
  readonly roles: readonly string[];
}

export interface DecisionAsked {
  readonly proposal: ProposalId;
  readonly keyFingerprint: string;
  readonly answer: 'approve' | 'reject';
  readonly reason?: string;
}

/** Prepares the exact statement for this signer, or says why their signature would count for nothing or the case is stale. */
export async function openDecision(bench: ReviewBench, asked: DecisionAsked): Promise<Result<OpenDecision>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const weighed = await weigh(bench, bench.database, asked.proposal, standing, now);
  if (!weighed.ok) return weighed;
  const { filed, facts, verdict, roles } = weighed.value;
  const [role] = roles;
  if (role === undefined) return refuseSigner(bench, facts, personOf(standing), weighed.value.context);
  const item: DecisionItem = {
    ...caseDigests(bench, filed, facts, verdict),
    answer: asked.answer,
    role,
    restorableUntil: addSeconds(now, statementLifetime.restoreSeconds),
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
  };
  const statement = stateOne(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'decision',
    { ...item },
  );
  return done({ statement: statementText(statement), proposal: filed.proposal, verdict, roles });
}

export interface DecisionTaken {
  readonly decision: EntryId;
  readonly answer: 'approve' | 'reject';
  readonly verdict: Verdict;
  /** There when this signature completed the case. */
  readonly plan?: EntryId;
}

/**
 * Takes a signed statement: checks the signature, the signer's standing, that what was signed is what is true now, and
 * that the signature counts; records it, and when the verdict with all signatures is permit, writes the plan.
 */
export async function takeDecision(
  bench: ReviewBench,
  statement: string,
  armored: string,
): Promise<Result<DecisionTaken>> {
  const now = bench.clock.now();
  const checked = bench.signatures.verify(statement, armored);
  if (!checked.ok) return checked;
  const read = readDecisionStatement(statement, bench.ledgerName, now);
  if (!read.ok) return read;
  const { signer, item, madeAt, expiresAt } = read.value;
  const standing = await bench.signers.standing(checked.keyFingerprint, now);
  if (standing === undefined || standing.person !== signer) return unknownSigner(checked.keyFingerprint);

  // A hardware key that did not verify its user is no more than a key, whatever it was enrolled as.
  const assurance = checked.assurance === 'passkey' ? standing.assurance : 'key';

  return bench.database.transaction(async (tx) => {
    await tx.query('select 1 from review.proposal where id = $1 for update', [item.proposal]);
    const weighed = await weigh(bench, tx, item.proposal, standing, now);
    if (!weighed.ok) return weighed;
    const { filed, facts, context } = weighed.value;
    if (item.restorableUntil > addSeconds(madeAt, statementLifetime.restoreSeconds))
      return refuse(
        'signature_invalid',
        `The statement would let its signer undo this until ${item.restorableUntil}; a window has 30 days.`,
        'Sign the statement that `countersign decide` wrote.',
      );
    const stale = differences(
      item,
      caseDigests(bench, filed, facts, weighed.value.verdict),
      facts,
      filed.proposal,
    );
    if (stale !== undefined) return stale;
    if (weighed.value.roles.length === 0) return refuseSigner(bench, facts, personOf(standing), context);
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

    const decision = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'decision.signed',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: [filed.entry, filed.verdictEntry],
        correlation: filed.proposal.id,
        policy: bench.policy,
        basis: {
          changes: item.changes,
          evidenceShown: item.evidenceShown,
          evidenceMaterial: item.evidenceMaterial,
          statement: digestOf(statement),
        },
        body: { statement, signature: armored, answer: item.answer, assurance },
      }),
    );
    await tx.query(
      `insert into review.decision (entry, proposal, signer, key_fingerprint, assurance, answer, role, statement, signed_at, expires_at, restorable_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        decision,
        item.proposal,
        signer,
        checked.keyFingerprint,
        assurance,
        item.answer,
        item.role,
        statement,
        madeAt,
        expiresAt,
        item.restorableUntil,
      ],
    );
    if (item.answer === 'reject') {
      await tx.query(`update review.proposal set state = 'rejected' where id = $1`, [item.proposal]);
      return done({ decision, answer: item.answer, verdict: weighed.value.verdict });
    }

    const signature: StandingSignature = {
      signer: personOf(standing),
      dependsOn: standing.dependsOn,
      assurance,
      signedAt: madeAt,
    };
    const verdict = bench.judge.judgeCase(facts, personOf(standing), {
      ...context,
      signatures: [...context.signatures, signature],
    });
    const verdictEntry = await recordVerdict(bench, tx, {
      about: decision,
      proposal: item.proposal,
      verdict,
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
  });
}

async function writePlan(
  bench: ReviewBench,
  tx: Parameters<ReviewBench['recorder']['record']>[0],
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
  await tx.query(
    `insert into review.plan (entry, proposal, kind, created_at) values ($1, $2, 'decision', $3)`,
    [plan, filed.proposal.id, now],
  );
  await tx.query(`update review.proposal set state = 'planned' where id = $1`, [filed.proposal.id]);
  return plan;
}

type CaseDigests = Pick<
  DecisionItem,
  'proposal' | 'proposalEntry' | 'changes' | 'evidenceShown' | 'evidenceMaterial' | 'verdictBasis' | 'policy'
>;

const caseDigests = (
  bench: ReviewBench,
  filed: FiledProposal,
  facts: CaseFacts,
  verdict: Verdict,
): CaseDigests => ({
  proposal: filed.proposal.id,
  proposalEntry: filed.entry,
  changes: changesDigest(filed.proposal.changes, filed.proposal.endsAt),
  evidenceShown: shownDigest(filed.proposal.evidence),
  evidenceMaterial: materialDigest(facts.evidence),
  verdictBasis: must(isDigest, verdict.digests.basis),
  policy: bench.policy,
});

/** Refuses when what was signed is not what is true now, naming each difference. */
function differences(signed: DecisionItem, now: CaseDigests, facts: CaseFacts, proposal: Proposal) {
  const changed = (
    ['proposalEntry', 'changes', 'evidenceShown', 'evidenceMaterial', 'policy'] as const
  ).filter((name) => signed[name] !== now[name]);
  if (changed.length === 0) return undefined;
  return (
    staleness(proposal, facts) ??
    refuse(
      'signature_stale',
      `What was signed is not what is true now: ${changed.join(', ')} differ.`,
      'Look at the case again and sign the new statement.',
    )
  );
}
