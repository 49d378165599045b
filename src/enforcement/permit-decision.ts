import {
  addSeconds,
  done,
  endOfChanges,
  refuse,
  type CaseContext,
  type CaseFacts,
  type CaseSubject,
  type Instant,
  type PersonFacts,
  type Proposal,
  type Refusal,
  type Result,
  type SignerStanding,
  type StandingSignature,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { unkeptEnd } from './ends.ts';
import { staleFacts, staleSinceSuspended } from './freshness.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { ActivePolicy, EnforcementBench } from './ports.ts';
import {
  expired,
  recused,
  rejected,
  requestHolds,
  verifyDecisions,
  voicesOf,
  type Approval,
} from './verify-decisions.ts';

/**
 * May this plan of decisions be carried out at this moment? Whoever signed last answers for it. `begunAt`: it began then, and
 * what comes now follows a watch; those who signed still have to be there, but their statements had to be in time only then.
 */
export async function permitDecision(
  bench: EnforcementBench,
  plan: LoadedPlan,
  begunAt?: Instant,
): Promise<Result<{ readonly actor: SubjectId }>> {
  const approvals = await verifyDecisions(bench, plan, 'needed', begunAt);
  if (!approvals.ok) return approvals;
  const now = bench.clock.now();
  // the start is numbered a little later, and must still be in time by the sequencer's clock
  const numbered = addSeconds(now, bench.sequencedWithinSeconds);
  const outOfTime =
    expired(approvals.value, begunAt ?? numbered) ?? unkeptEnd(plan.proposal, approvals.value, now, numbered);
  if (outOfTime !== undefined) return outOfTime;
  const no = await rejected(bench, plan);
  if (no !== undefined) return no;
  const conflicted = await recused(bench, plan, approvals.value);
  if (conflicted !== undefined) return conflicted;
  const request = await requestHolds(bench, plan, approvals.value);
  if (request !== undefined) return request;

  const subject = subjectOf(plan);
  const looked = await bench.cases.lookUp(
    bench.database,
    // what was found of it may be settled by its suspension
    begunAt === undefined ? subject : { ...subject, findings: [] },
    now,
  );
  if (!looked.ok) return looked;
  const facts = looked.value;
  const conflict = interested(plan.proposal, facts, approvals.value);
  if (conflict !== undefined) return conflict;
  const stale =
    begunAt === undefined
      ? staleFacts(plan.proposal, facts.evidence)
      : staleSinceSuspended(plan.proposal, facts.evidence);
  if (stale !== undefined) return stale;
  return judgeNow(await bench.policy(), plan, facts, await signaturesOf(bench, approvals.value, now), now);
}

/** The case as the ledger tells it, to be looked up anew. */
export const subjectOf = ({ proposal, proposalLeaf }: LoadedPlan): CaseSubject => ({
  // the sequencer's time, which the server cannot date back so that somebody else could answer
  filedAt: proposalLeaf.sequencedAt,
  changes: proposal.changes.map((proposed) => proposed.change),
  findings: proposal.findings,
  ...(proposal.requester === undefined ? {} : { requester: proposal.requester }),
  ...(proposal.requester === undefined && proposal.mandate === undefined ? {} : { purpose: proposal.reason }),
});

/** Policy says this too; it is held here as well, so that no policy set can give it up. */
function interested(
  proposal: Proposal,
  facts: CaseFacts,
  approvals: readonly Approval[],
): Refusal | undefined {
  if (facts.changes.length !== proposal.changes.length)
    return refuse('policy_denied', 'The facts of this case are incomplete.');
  if (proposal.requester === undefined && facts.changes.some((change) => !change.reduces))
    return refuse('policy_denied', 'This plan gives something and nobody asked for it.');
  for (const { interest } of facts.changes) {
    if (interest === undefined)
      return refuse('policy_denied', 'Who benefits from this change is not known, so nobody can approve it.');
    const own = [...interest.requester, ...interest.beneficiary];
    if (approvals.some((approval) => voicesOf(approval).some((voice) => own.includes(voice))))
      return refuse(
        'self_approval',
        'Somebody who asked for this or benefits from it is among those who approved.',
      );
  }
  return undefined;
}

function judgeNow(
  { judge }: ActivePolicy,
  plan: LoadedPlan,
  facts: CaseFacts,
  signatures: readonly StandingSignature[],
  now: Instant,
): Result<{ readonly actor: SubjectId }> {
  const last = signatures.at(-1);
  if (last === undefined) return refuse('signature_invalid', 'Nobody signed.');
  const verdict = judge.judgeCase(facts, last.signer, {
    ...contextOf(plan, signatures, now),
    ...filerOf(plan.proposal),
  });
  return verdict.outcome === 'permit' ? done({ actor: last.signer.id }) : denied(verdict);
}

/** What policy is told beside the facts of a case, as the ledger tells it. */
export const contextOf = (
  { proposal, proposalLeaf }: LoadedPlan,
  signatures: readonly StandingSignature[],
  now: Instant,
): CaseContext => ({
  now,
  // the sequencer's time, which the server cannot date back to shorten a waiting period
  filedAt: proposalLeaf.sequencedAt,
  // by the changes, which are what will be carried out, not by the date that the proposal says of itself
  endsAt: endOfChanges(
    proposal.changes.map((proposed) => proposed.change),
    proposal.endsAt,
  ),
  signatures,
});

/** Each approval as policy counts it: who lends their authority and who uses it are one voice, at the weaker assurance. */
async function signaturesOf(
  bench: EnforcementBench,
  approvals: readonly Approval[],
  now: Instant,
): Promise<readonly StandingSignature[]> {
  const inForce = await bench.signers.inForce(now);
  return approvals.map(({ standing, assurance, madeAt, lending }) => ({
    signer: personOf(standing),
    signedAt: madeAt,
    assurance: lending?.assurance === 'key' ? 'key' : assurance,
    dependsOn: [
      ...new Set([
        ...standing.dependsOn,
        ...inForce.flatMap((one) => (one.person === lending?.from ? one.dependsOn : [])),
      ]),
    ],
    ...(lending === undefined
      ? {}
      : {
          standsFor: {
            person: lending.from,
            start: lending.start,
            end: lending.end,
            only: lending.only,
          },
        }),
  }));
}

const filerOf = ({ requester, filer = requester }: Proposal): { readonly filer?: SubjectId } =>
  filer === undefined ? {} : { filer };

function denied(verdict: Exclude<Verdict, { outcome: 'permit' }>): Refusal {
  return verdict.outcome === 'deny'
    ? refuse('policy_denied', `Policy denies this now: ${verdict.because}.`, undefined, {
        deciding: verdict.deciding,
      })
    : refuse(
        'policy_denied',
        `Under today's policy this lacks ${verdict.missing.join(', ')}.`,
        'Propose the change anew and have what is missing signed.',
        { missing: verdict.missing, deciding: verdict.deciding },
      );
}

export const personOf = (standing: SignerStanding): PersonFacts => ({
  kind: 'person',
  id: standing.person,
  state: 'active',
  roles: standing.roles,
});
