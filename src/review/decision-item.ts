import {
  addSeconds,
  done,
  isDigest,
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
  type Verdict,
} from '../model/index.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import type { ReviewBench } from './bench.ts';
import { changesDigest } from './digests.ts';
import { statementLifetime } from './statement.ts';
import { staleness } from './staleness.ts';
import { personOf, refuseSigner, weigh, type Weighed } from './weigh.ts';

/** One person's wish to answer one proposal. */
export interface AnswerAsked {
  readonly proposal: ProposalId;
  readonly answer: 'approve' | 'reject';
  readonly reason?: string;
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
  const weighed = await weigh(bench, bench.database, asked.proposal, standing, now);
  if (!weighed.ok) return weighed;
  const { filed, facts, verdict, roles, context } = weighed.value;
  const [role] = roles;
  if (role === undefined) return refuseSigner(bench, facts, personOf(standing), context);
  const item: DecisionItem = {
    ...caseDigests(bench, weighed.value),
    answer: asked.answer,
    role,
    restorableUntil: addSeconds(now, statementLifetime.restoreSeconds),
    endsAt: mandatedEnd(filed.proposal),
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
  };
  return done({ item, proposal: filed.proposal, verdict, roles });
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
