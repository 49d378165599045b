import {
  addSeconds,
  done,
  endOfChanges,
  glassRole,
  isDigest,
  longestGlassSeconds,
  mandatedEnd,
  must,
  refuse,
  type CaseContext,
  type CaseFacts,
  type DecisionItem,
  type EntryId,
  type Instant,
  type Proposal,
  type ProposalId,
  type Result,
  type SignerStanding,
  type StandingSignature,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';
import { changesDigest } from './digests.ts';
import { keepPlan } from './keep-plan.ts';
import { signedBy } from './signed-by.ts';
import { staleness } from './staleness.ts';
import { readGlassStatement, stateOne, statementLifetime, statementText } from './statement.ts';
import { caseOf, loadProposal, type FiledProposal } from './stored-proposal.ts';
import { personOf, unknownSigner } from './weigh.ts';

export interface OpenGlass {
  readonly statement: string;
  readonly proposal: Proposal;
}

export interface GlassTaken {
  readonly glass: EntryId;
  readonly plan: EntryId;
  readonly endsAt: Instant;
  /** Who would have had to say yes, and is told. */
  readonly skipped: readonly SubjectId[];
}

/** The statement by which somebody takes at once what they asked for, because it cannot wait for others. */
export async function openGlass(
  bench: ReviewBench,
  asked: { readonly proposal: ProposalId; readonly keyFingerprint: string; readonly reason: string },
): Promise<Result<OpenGlass>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const weighed = await weighGlass(bench, bench.database, asked.proposal, standing, now);
  if (!weighed.ok) return weighed;
  const { filed, facts } = weighed.value;
  const verdict = judged(bench, weighed.value, standing, {
    signer: personOf(standing),
    dependsOn: standing.dependsOn,
    assurance: standing.assurance,
    signedAt: now,
  });
  const refused = notNow(bench, verdict);
  if (refused !== undefined) return refused;
  const item: DecisionItem = {
    ...digestsOf(bench, filed, facts, verdict),
    answer: 'approve',
    role: glassRole,
    restorableUntil: addSeconds(now, statementLifetime.restoreSeconds),
    endsAt: mandatedEnd(filed.proposal),
    reason: asked.reason.trim(),
  };
  const frame = { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({
    statement: statementText(stateOne(frame, 'glass.break', { ...item })),
    proposal: filed.proposal,
  });
}

/**
 * Takes the signed emergency: records it, whom it passed over, and the plan that rests on it alone. It stays open until
 * somebody else has looked at it.
 */
export async function takeGlass(
  bench: ReviewBench,
  signed: { readonly statement: string; readonly signature: string },
  whoWouldAnswer: (facts: CaseFacts, verdict: Verdict) => Promise<readonly SubjectId[]>,
): Promise<Result<GlassTaken>> {
  const now = bench.clock.now();
  const read = await signedBy(bench, signed, readGlassStatement, now);
  if (!read.ok) return read;
  const { item, signer, standing, assurance, madeAt } = read.value;
  return bench.database.transaction(async (tx) => {
    await tx.query('select 1 from review.proposal where id = $1 for update', [item.proposal]);
    const weighed = await weighGlass(bench, tx, item.proposal, standing, now);
    if (!weighed.ok) return weighed;
    const { filed, facts, context } = weighed.value;
    const verdict = judged(bench, weighed.value, standing, {
      signer: personOf(standing),
      dependsOn: standing.dependsOn,
      assurance,
      signedAt: madeAt,
    });
    const refused = notNow(bench, verdict);
    if (refused !== undefined) return refused;
    const end = mandatedEnd(filed.proposal);
    const said = { ...digestsOf(bench, filed, facts, verdict), endsAt: end };
    const other = (
      ['proposalEntry', 'changes', 'evidenceShown', 'evidenceMaterial', 'policy', 'endsAt'] as const
    ).filter((name) => item[name] !== said[name]);
    if (other.length > 0 || item.role !== glassRole || item.answer !== 'approve' || end === null)
      return refuse(
        'signature_stale',
        `What was signed is not what is true now: ${other.join(', ')} differ.`,
        'Look again and sign the new statement.',
      );
    if (
      end > addSeconds(madeAt, longestGlassSeconds) ||
      item.restorableUntil > addSeconds(madeAt, statementLifetime.restoreSeconds)
    )
      return refuse('end_invalid', 'An emergency ends within four hours of its signature.');
    const skipped = await whoWouldAnswer(facts, bench.judge.judgeCase(facts, personOf(standing), context));
    const glass = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'glass.broken',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer, ...skipped],
        causedBy: [filed.entry, filed.verdictEntry],
        correlation: item.proposal,
        policy: bench.policy,
        basis: {
          changes: item.changes,
          evidenceShown: item.evidenceShown,
          evidenceMaterial: item.evidenceMaterial,
          statement: digestOf(signed.statement),
        },
        body: { statement: signed.statement, signature: signed.signature, assurance, skipped },
      }),
    );
    const plan = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'plan.created',
        at: now,
        actor: bench.self,
        causedBy: [glass],
        correlation: item.proposal,
        policy: bench.policy,
        basis: { changes: item.changes },
        body: {
          kind: 'glass',
          proposal: item.proposal,
          proposalEntry: filed.entry,
          trigger: { kind: 'person', entry: glass },
          decisions: [glass],
          steps: filed.proposal.changes.length,
        },
      }),
    );
    // kept like the plan of a decision: it is carried out once, ends and can be put back like one
    await keepPlan(tx, { plan, kind: 'decision' }, filed.proposal, now);
    await tx.query(
      'insert into review.glass (entry, proposal, plan, person, reason, ends_at, at) values ($1, $2, $3, $4, $5, $6, $7)',
      [glass, item.proposal, plan, signer, item.reason ?? '', end, now],
    );
    for (const person of skipped)
      await tx.query(
        `insert into review.notice (person, kind, about, proposal, at) values ($1, 'glass.broken', $2, $3, $4)
         on conflict do nothing`,
        [person, glass, item.proposal, now],
      );
    return done({ glass, plan, endsAt: end, skipped });
  });
}

interface WeighedGlass {
  readonly filed: FiledProposal;
  readonly facts: CaseFacts;
  readonly context: CaseContext;
}

async function weighGlass(
  bench: ReviewBench,
  on: Queryable,
  id: ProposalId,
  standing: SignerStanding,
  now: Instant,
): Promise<Result<WeighedGlass>> {
  const loaded = await loadProposal(on, id);
  if (!loaded.ok) return loaded;
  const filed = loaded.value;
  if (filed.state !== 'open')
    return refuse('already_done', `Proposal \`${id}\` is ${filed.state}.`, 'Ask for what you need anew.');
  if (filed.proposal.requester !== standing.person)
    return refuse(
      'not_permitted',
      'In an emergency one takes only what one asked for oneself.',
      'Ask for it: `countersign request … --emergency`.',
    );
  const looked = await bench.cases.lookUp(on, caseOf(filed.proposal), now);
  if (!looked.ok) return looked;
  const stale = staleness(filed.proposal, looked.value);
  if (stale !== undefined) return stale;
  const context: CaseContext = {
    now,
    filedAt: filed.proposal.createdAt,
    filer: standing.person,
    endsAt: endOfChanges(
      filed.proposal.changes.map((proposed) => proposed.change),
      filed.proposal.endsAt,
    ),
    signatures: [],
  };
  return done({ filed, facts: looked.value, context });
}

const judged = (
  bench: ReviewBench,
  { facts, context }: WeighedGlass,
  standing: SignerStanding,
  signature: StandingSignature,
): Verdict => bench.judge.judgeGlass(facts, personOf(standing), { ...context, signatures: [signature] });

const digestsOf = (bench: ReviewBench, filed: FiledProposal, facts: CaseFacts, verdict: Verdict) => ({
  proposal: filed.proposal.id,
  proposalEntry: filed.entry,
  changes: changesDigest(filed.proposal.changes, filed.proposal.endsAt),
  evidenceShown: shownDigest(filed.proposal.evidence),
  evidenceMaterial: materialDigest(facts.evidence),
  verdictBasis: must(isDigest, verdict.digests.basis),
  policy: bench.policy,
});

function notNow(bench: ReviewBench, verdict: Verdict) {
  if (verdict.outcome === 'permit') return undefined;
  return refuse(
    'policy_denied',
    verdict.outcome === 'deny'
      ? `This cannot be taken in an emergency: ${verdict.because}`
      : `This cannot be taken in an emergency yet: ${verdict.missing.map((need) => bench.judge.explain(need)).join(' ')}`,
    'Ask for it in the ordinary way; who is to answer is told on the case.',
    { deciding: verdict.deciding },
  );
}
