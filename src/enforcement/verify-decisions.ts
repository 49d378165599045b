import {
  addSeconds,
  done,
  glassRole,
  isEntryId,
  isWithin,
  refuse,
  type DecisionItem,
  type DelegationStanding,
  type Instant,
  type Leaf,
  type Proposal,
  type Refusal,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { proposalIn } from '../platform/wire/proposal.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import { changesDigest, requestedDigest } from './digests.ts';
import { launchHolds } from './launched.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EnforcementBench } from './ports.ts';
import {
  decisionStatement,
  glassStatement,
  recusalStatement,
  requestStatement,
  verifiedStatement,
  type Verified,
} from './statements.ts';

/** A signature may put back what it changed for so long; nobody may sign themselves a longer right to undo. */
const longestRestoreSeconds = 30 * 86_400;

/** An approval, with the delegation under which its signer used somebody else's authority, if they did. */
export interface Approval extends Verified<DecisionItem> {
  readonly lending?: DelegationStanding;
}

/**
 * Every decision that the plan names, verified from the ledger: signature over the exact text, signer in force then and
 * now, an approval of exactly this proposal, its changes and its evidence. In order of signing; refuses when any fails.
 */
export async function verifyDecisions(
  bench: EnforcementBench,
  plan: LoadedPlan,
  standingNow: 'needed' | 'not needed' = 'needed',
  /** Until when authority that was lent has to last; absent: now. */
  lentUntil: Instant = bench.clock.now(),
): Promise<Result<readonly Approval[]>> {
  const approvals: Approval[] = [];
  for (const id of plan.body.decisions) {
    const leaf = await bench.ledger.entry(id);
    const isGlass = plan.body.kind === 'glass';
    if (leaf?.entry.type !== (isGlass ? 'glass.broken' : 'decision.signed'))
      return refuse('signature_invalid', `\`${id}\` is not a signed decision in the ledger.`);
    const kind = isGlass ? glassStatement : decisionStatement;
    const verified = await verifiedStatement(bench, leaf, kind, standingNow);
    if (!verified.ok) return verified;
    const mismatch = notThisCase(verified.value.item, plan);
    if (mismatch !== undefined)
      return refuse('signature_invalid', `Decision \`${id}\` does not cover this plan: ${mismatch}.`);
    if (verified.value.item.restorableUntil > addSeconds(verified.value.madeAt, longestRestoreSeconds))
      return refuse(
        'signature_invalid',
        `Decision \`${id}\` claims a longer window to restore than 30 days.`,
      );
    const lending = await lendingOf(
      bench,
      verified.value,
      leaf,
      standingNow === 'needed' ? lentUntil : undefined,
    );
    if (!lending.ok) return lending;
    approvals.push({ ...verified.value, ...(lending.value === undefined ? {} : { lending: lending.value }) });
  }
  return oneEach(approvals.toSorted((a, b) => (a.madeAt < b.madeAt ? -1 : 1)));
}

/**
 * The delegation that a decision names, from the ledger's own book: of exactly this giver to exactly this signer, lending the
 * role, in force when the statement was made, when it was numbered, and now. None when the signer used their own authority.
 */
async function lendingOf(
  bench: EnforcementBench,
  { entry, item, madeAt, standing }: Verified<DecisionItem>,
  leaf: Leaf,
  lentUntil: Instant | undefined,
): Promise<Result<DelegationStanding | undefined>> {
  const { standsFor } = item;
  if (standsFor === undefined) return done(undefined);
  const known = (await bench.delegations.all()).find((one) => one.entry === standsFor.delegation);
  const said = madeAt < leaf.sequencedAt ? madeAt : leaf.sequencedAt;
  const moments = [
    // a statement may have been prepared while the delegation waited for its number
    known !== undefined && known.start <= said && said < known.since ? known.since : said,
    leaf.sequencedAt,
    ...(lentUntil === undefined ? [] : [lentUntil]),
  ];
  let lending: DelegationStanding | undefined;
  for (const moment of moments) {
    lending = (await bench.delegations.inForce(moment)).find((one) => one.entry === standsFor.delegation);
    if (lending?.from !== standsFor.person || lending.to !== standing.person)
      return refuse(
        'signature_invalid',
        `Decision \`${entry}\` uses the authority of \`${standsFor.person}\` under \`${standsFor.delegation}\`, which did not lend it at ${moment}.`,
        'See `countersign delegations`; have somebody sign whose authority it is.',
      );
  }
  return lending?.only?.some((role) => role === item.role) === false
    ? refuse('signature_invalid', `\`${standsFor.delegation}\` does not lend the role \`${item.role}\`.`)
    : done(lending);
}

function notThisCase(item: DecisionItem, { body, proposal }: LoadedPlan): string | undefined {
  if (item.answer !== 'approve') return 'it is not an approval';
  if ((item.role === glassRole) !== (body.kind === 'glass')) return 'it is no answer to such a plan';
  if (item.proposal !== body.proposal || item.proposalEntry !== body.proposalEntry)
    return 'it is about another proposal';
  if (item.changes !== changesDigest(proposal)) return 'it signs other changes';
  if (item.evidenceShown !== shownDigest(proposal.evidence)) return 'it signs other evidence than was filed';
  if (item.evidenceMaterial !== materialDigest(proposal.evidence)) return 'it rests on other material facts';
  return undefined;
}

/** Who signed, and whose authority they used. */
export const voicesOf = ({ standing, item }: Approval): readonly SubjectId[] =>
  item.standsFor === undefined ? [standing.person] : [standing.person, item.standsFor.person];

function oneEach(approvals: readonly Approval[]): Result<readonly Approval[]> {
  const people = new Set(approvals.map((approval) => approval.standing.person));
  return people.size === approvals.length
    ? done(approvals)
    : refuse('signature_invalid', 'One person signed twice; one signature per person counts.');
}

/** Refuses when a statement is out of time, naming it. */
export function expired(approvals: readonly Approval[], now: Instant): Refusal | undefined {
  const over = approvals.find(({ lending }) => lending !== undefined && lending.end <= now);
  if (over !== undefined)
    return refuse(
      'signature_stale',
      `The delegation under which \`${over.entry}\` was signed ends at ${over.lending?.end ?? ''}.`,
      'Propose the change anew and have it signed.',
    );
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
  plan: LoadedPlan,
  approvals: readonly Approval[],
): Promise<Refusal | undefined> {
  const { proposal, proposalLeaf } = plan;
  const { requester, filer }: Pick<Proposal, 'requester' | 'filer'> = proposal;
  const asker = requester ?? filer;
  if (asker === undefined) return undefined;
  if (proposal.origin === 'campaign' && requester === undefined) return launchHolds(bench, plan, asker);
  if (requester !== undefined && approvals.some((approval) => voicesOf(approval).includes(requester)))
    return refuse('self_approval', 'The requester is among those who approved.');
  const request = await verifiedStatement(bench, proposalLeaf, requestStatement, 'not needed');
  if (!request.ok) return request;
  if (request.value.standing.person !== asker)
    return refuse('signature_invalid', 'The request was signed by somebody else than the proposal says.');
  const asked = await askedIn(bench, proposal, proposalLeaf);
  if (!asked.ok) return asked;
  return request.value.item.changes === requestedDigest(asked.value) &&
    request.value.item.purpose === proposal.reason &&
    isWithin(extentOf(proposal), extentOf(asked.value))
    ? undefined
    : refuse('signature_invalid', 'The request that was signed asks for something else than the proposal.');
}

/** Refuses when somebody behind an approval took themselves out since: their signature no longer counts, and says so. */
export async function recused(
  bench: EnforcementBench,
  { body }: LoadedPlan,
  approvals: readonly Approval[],
): Promise<Refusal | undefined> {
  for (const leaf of await bench.ledger.causedBy(body.proposalEntry, 'proposal.noted')) {
    if (leaf.entry.body['kind'] !== 'recused') continue;
    const verified = await verifiedStatement(bench, leaf, recusalStatement, 'not needed');
    if (!verified.ok || verified.value.item.proposalEntry !== body.proposalEntry) continue;
    const { person } = verified.value.standing;
    const of = approvals.find((approval) => voicesOf(approval).includes(person));
    if (of !== undefined)
      return refuse(
        'policy_denied',
        `\`${person}\` has a conflict of interest by entry \`${leaf.entry.id}\`, so decision \`${of.entry}\` no longer counts.`,
        'Propose the change anew and have somebody else sign.',
      );
  }
  return undefined;
}

const extentOf = ({ changes, endsAt }: Proposal) => ({
  changes: changes.map(({ change }) => change),
  endsAt,
});

/**
 * The proposal that the request asked for: this one, or, where this gives less, the one whose filing it names, by its
 * content in the ledger. Which of them it is, the digest in the signed request decides.
 */
async function askedIn(bench: EnforcementBench, proposal: Proposal, leaf: Leaf): Promise<Result<Proposal>> {
  const narrows = leaf.entry.body['narrows'];
  if (narrows === undefined) return done(proposal);
  const no = (why: string): Refusal =>
    refuse('signature_invalid', `What \`${proposal.id}\` is less than ${why}.`, 'Ask anew.');
  if (typeof narrows !== 'string' || !isEntryId(narrows)) return no('is not named');
  const whole = await bench.ledger.entry(narrows);
  if (whole?.entry.type !== 'proposal.filed' || whole.writer !== 'server') return no('is no filed proposal');
  const [blob] = whole.entry.blobs.filter((ref) => ref.name === 'proposal');
  const content = blob === undefined ? undefined : await bench.ledger.content(blob);
  if (content === undefined || whole.entry.basis['proposal'] !== digestOf(content))
    return no('was erased, or is not what was filed');
  const asked = proposalIn(content);
  return asked === undefined ? no('is no proposal that this version reads') : done(asked);
}
