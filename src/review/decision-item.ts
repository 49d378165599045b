import {
  addSeconds,
  done,
  isDigest,
  isSubjectId,
  mandatedEnd,
  must,
  refuse,
  type DecisionItem,
  type Instant,
  type Proposal,
  type ProposalId,
  type Refusal,
  type Result,
  type SignerStanding,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import type { ReviewBench } from './bench.ts';
import { changesDigest } from './digests.ts';
import { lentTo } from './delegated.ts';
import { statementLifetime } from './statement.ts';
import { staleness } from './staleness.ts';
import { personOf, refuseSigner, weigh, type Weighed } from './weigh.ts';

/** One person's wish to answer one proposal. */
export interface AnswerAsked {
  readonly proposal: ProposalId;
  readonly answer: 'approve' | 'reject';
  readonly reason?: string;
  /** Whose authority the signer uses, lent by a delegation; absent: their own. */
  readonly for?: SubjectId;
}

/** What a signer is shown about one case, and the item that their statement would cover. */
export interface OpenItem {
  readonly item: DecisionItem;
  readonly proposal: Proposal;
  readonly verdict: Verdict;
  /** Roles the signature would count for. */
  readonly roles: readonly string[];
}

/** Prepares the item for this signer, or says why their signature would count for nothing or the case is stale. */
export async function openItem(
  bench: ReviewBench,
  asked: AnswerAsked,
  standing: SignerStanding,
  now: Instant,
): Promise<Result<OpenItem>> {
  const weighed = await weighFor(bench, asked, standing, now);
  if (!weighed.ok) return weighed;
  const { filed, facts, verdict, roles, context, lending } = weighed.value;
  const [role] = roles;
  if (role === undefined) {
    const instead =
      asked.for === undefined ? await lentInstead(bench, weighed.value, standing, now) : undefined;
    return instead ?? refuseSigner(bench, facts, personOf(standing), context, lending);
  }
  const item: DecisionItem = {
    ...caseDigests(bench, weighed.value),
    answer: asked.answer,
    role,
    ...(lending === undefined
      ? {}
      : { standsFor: { person: lending.person, delegation: lending.delegation } }),
    restorableUntil: addSeconds(now, statementLifetime.restoreSeconds),
    endsAt: mandatedEnd(filed.proposal),
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
  };
  return done({ item, proposal: filed.proposal, verdict, roles });
}

/** The case with what this signature would count for: in the signer's own right, or with the authority that is asked for. */
async function weighFor(
  bench: ReviewBench,
  asked: AnswerAsked,
  standing: SignerStanding,
  now: Instant,
): Promise<Result<Weighed>> {
  if (asked.for === undefined) return weigh(bench, bench.database, asked.proposal, standing, now);
  const person = must(isSubjectId, standing.person);
  const lendings = await lentTo(bench, bench.database, person, now, asked.for);
  let first: Result<Weighed> | undefined;
  for (const lending of lendings) {
    const weighed = await weigh(bench, bench.database, asked.proposal, standing, now, lending);
    if (!weighed.ok || weighed.value.roles.length > 0) return weighed;
    first ??= weighed;
  }
  return first ?? noSuchDelegation(person, asked.for);
}

export const noSuchDelegation = (taker: SubjectId, giver: SubjectId): Refusal =>
  refuse(
    'policy_denied',
    `No delegation in force lets \`${taker}\` use the authority of \`${giver}\`.`,
    'See `countersign delegations`; whoever is away signs one with `countersign delegate`.',
  );

/** A signer who has no say of their own and could use another's is told whose: that is theirs to choose, and is signed. */
async function lentInstead(
  bench: ReviewBench,
  { facts, context }: Weighed,
  standing: SignerStanding,
  now: Instant,
): Promise<Refusal | undefined> {
  const signer = personOf(standing);
  const lending = (await lentTo(bench, bench.database, signer.id, now)).find(
    (one) => bench.judge.rolesOfSigner(facts, signer, context, one).length > 0,
  );
  return lending === undefined
    ? undefined
    : refuse(
        'policy_denied',
        `Your own signature would not count, and \`${lending.person}\` has lent you theirs until ${lending.end}.`,
        `Sign with their authority: \`--for ${lending.person}\`.`,
        { for: lending.person },
      );
}

type CaseDigests = Pick<
  DecisionItem,
  'proposal' | 'proposalEntry' | 'changes' | 'evidenceShown' | 'evidenceMaterial' | 'verdictBasis' | 'policy'
>;

const caseDigests = (bench: ReviewBench, { filed, facts, verdict }: Weighed): CaseDigests => ({
  proposal: filed.proposal.id,
  proposalEntry: filed.entry,
  changes: changesDigest(filed.proposal.changes, filed.proposal.endsAt),
  evidenceShown: shownDigest(filed.proposal.evidence),
  evidenceMaterial: materialDigest(facts.evidence),
  verdictBasis: must(isDigest, verdict.digests.basis),
  policy: bench.policy,
});

/** Refuses when what was signed is not what is true now, naming each difference. */
export function differences(bench: ReviewBench, signed: DecisionItem, weighed: Weighed): Refusal | undefined {
  const now = { ...caseDigests(bench, weighed), endsAt: mandatedEnd(weighed.filed.proposal) };
  const changed = (
    ['proposalEntry', 'changes', 'evidenceShown', 'evidenceMaterial', 'policy', 'endsAt'] as const
  ).filter((name) => signed[name] !== now[name]);
  if (changed.length === 0) return undefined;
  return (
    staleness(weighed.filed.proposal, weighed.facts) ??
    refuse(
      'signature_stale',
      `What was signed is not what is true now: ${changed.join(', ')} differ.`,
      'Look at the case again and sign the new statement.',
      { changed },
    )
  );
}
