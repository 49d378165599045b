import {
  addSeconds,
  done,
  refuse,
  type DecisionItem,
  type Instant,
  type Proposal,
  type Refusal,
  type Result,
} from '../model/index.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import { changesDigest, requestedDigest } from './digests.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EnforcementBench } from './ports.ts';
import { decisionStatement, requestStatement, verifiedStatement, type Verified } from './statements.ts';

/** A signature may put back what it changed for so long; nobody may sign themselves a longer right to undo. */
const longestRestoreSeconds = 30 * 86_400;

export type Approval = Verified<DecisionItem>;

/**
 * Every decision that the plan names, verified from the ledger: signature over the exact text, signer in force then and
 * now, an approval of exactly this proposal, its changes and its evidence. In order of signing; refuses when any fails.
 */
export async function verifyDecisions(
  bench: EnforcementBench,
  plan: LoadedPlan,
  standingNow: 'needed' | 'not needed' = 'needed',
): Promise<Result<readonly Approval[]>> {
  const approvals: Approval[] = [];
  for (const id of plan.body.decisions) {
    const leaf = await bench.ledger.entry(id);
    if (leaf?.entry.type !== 'decision.signed')
      return refuse('signature_invalid', `\`${id}\` is not a signed decision in the ledger.`);
    const verified = await verifiedStatement(bench, leaf, decisionStatement, standingNow);
    if (!verified.ok) return verified;
    const mismatch = notThisCase(verified.value.item, plan);
    if (mismatch !== undefined)
      return refuse('signature_invalid', `Decision \`${id}\` does not cover this plan: ${mismatch}.`);
    if (verified.value.item.restorableUntil > addSeconds(verified.value.madeAt, longestRestoreSeconds))
      return refuse(
        'signature_invalid',
        `Decision \`${id}\` claims a longer window to restore than 30 days.`,
      );
    approvals.push(verified.value);
  }
  return oneEach(approvals.toSorted((a, b) => (a.madeAt < b.madeAt ? -1 : 1)));
}

function notThisCase(item: DecisionItem, { body, proposal }: LoadedPlan): string | undefined {
  if (item.answer !== 'approve') return 'it is not an approval';
  if (item.proposal !== body.proposal || item.proposalEntry !== body.proposalEntry)
    return 'it is about another proposal';
  if (item.changes !== changesDigest(proposal)) return 'it signs other changes';
  if (item.evidenceShown !== shownDigest(proposal.evidence)) return 'it signs other evidence than was filed';
  if (item.evidenceMaterial !== materialDigest(proposal.evidence)) return 'it rests on other material facts';
  return undefined;
}

function oneEach(approvals: readonly Approval[]): Result<readonly Approval[]> {
  const people = new Set(approvals.map((approval) => approval.standing.person));
  return people.size === approvals.length
    ? done(approvals)
    : refuse('signature_invalid', 'One person signed twice; one signature per person counts.');
}

/** Refuses when a statement is out of time, naming it. */
export function expired(approvals: readonly Approval[], now: Instant): Refusal | undefined {
  const late = approvals.find((approval) => approval.expiresAt <= now);
  return late === undefined
    ? undefined
    : refuse(
        'signature_stale',
        `The statement of decision \`${late.entry}\` expired at ${late.expiresAt}.`,
        'Propose the change anew and have it signed.',
      );
}

/** Refuses when somebody signed that this is not to be done. */
export async function rejected(bench: EnforcementBench, plan: LoadedPlan): Promise<Refusal | undefined> {
  const answers = await bench.ledger.causedBy(plan.body.proposalEntry, 'decision.signed');
  const no = answers.find((leaf) => leaf.entry.body['answer'] === 'reject');
  return no === undefined
    ? undefined
    : refuse('policy_denied', `Decision \`${no.entry.id}\` rejected this proposal.`);
}

/** Refuses when who asked for the proposal, or filed it, did not sign that, or when a signer is the requester. */
export async function requestHolds(
  bench: EnforcementBench,
  { proposal, proposalLeaf }: LoadedPlan,
  approvals: readonly Approval[],
): Promise<Refusal | undefined> {
  const { requester, filer }: Pick<Proposal, 'requester' | 'filer'> = proposal;
  const asker = requester ?? filer;
  if (asker === undefined) return undefined;
  if (requester !== undefined && approvals.some((approval) => approval.standing.person === requester))
    return refuse('self_approval', 'The requester is among those who approved.');
  const request = await verifiedStatement(bench, proposalLeaf, requestStatement, 'not needed');
  if (!request.ok) return request;
  if (request.value.standing.person !== asker)
    return refuse('signature_invalid', 'The request was signed by somebody else than the proposal says.');
  return request.value.item.changes === requestedDigest(proposal) &&
    request.value.item.purpose === proposal.reason
    ? undefined
    : refuse('signature_invalid', 'The request that was signed asks for something else than the proposal.');
}
