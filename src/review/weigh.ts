import {
  isSubjectId,
  must,
  done,
  endOfChanges,
  refuse,
  type ApproverRole,
  type CaseContext,
  type CaseFacts,
  type Instant,
  type PersonFacts,
  type ProposalId,
  type Result,
  type SignerStanding,
  type StandingSignature,
  type Verdict,
} from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';
import { filerOf } from './file-proposal.ts';
import { lentAs, underDelegation, type Lent } from './delegated.ts';
import { recusalsOf } from './recusals.ts';
import { staleness } from './staleness.ts';
import { caseOf, decisionsOn, loadProposal, type FiledProposal } from './stored-proposal.ts';

/** A case as it is now, with policy's answer about it and about one signer. */
export interface Weighed {
  readonly filed: FiledProposal;
  readonly facts: CaseFacts;
  readonly context: CaseContext;
  readonly verdict: Verdict;
  readonly roles: readonly ApproverRole[];
  /** Whose authority the signer would use; absent: their own. */
  readonly lending?: Lent;
}

/** Looks the case up as it is now and asks policy about it and about this signer. */
export async function weigh(
  bench: ReviewBench,
  on: Queryable,
  id: ProposalId,
  standing: SignerStanding,
  now: Instant,
  lending?: Lent,
): Promise<Result<Weighed>> {
  const loaded = await loadProposal(on, id);
  if (!loaded.ok) return loaded;
  const filed = loaded.value;
  if (filed.state !== 'open')
    return refuse(
      'already_done',
      `Proposal \`${id}\` is ${filed.state}; only an open one can be decided.`,
      `See what came of it with \`countersign show ${id}\`, or file it anew.`,
    );
  const out = (await recusalsOf(on, id)).find(
    ({ person }) => person === standing.person || person === lending?.person,
  );
  if (out !== undefined)
    return refuse(
      'policy_denied',
      `\`${out.person}\` has a conflict of interest here, by their own signature: ${out.reason}`,
      'Ask somebody else for what `countersign show` lists as missing.',
    );
  const current = await caseNow(bench, on, filed, now);
  if (!current.ok) return current;
  const { facts, context } = current.value;
  const signer = personOf(standing);
  const verdict = bench.judge.judgeCase(facts, signer, context);
  if (verdict.outcome === 'deny')
    return refuse(
      'policy_denied',
      `Policy denies this whoever signs: ${verdict.because}`,
      `See what it rests on with \`countersign show ${id}\`; reject it, or propose something else.`,
      { deciding: verdict.deciding },
    );
  const roles = bench.judge.rolesOfSigner(facts, signer, context, lending);
  return done({ filed, facts, context, verdict, roles, ...(lending === undefined ? {} : { lending }) });
}

/** Everything besides the facts that policy is told of a case: since when it waits, until when it gives, who has signed. */
export const contextOf = async (
  bench: Pick<ReviewBench, 'signers' | 'delegations'>,
  on: Queryable,
  filed: FiledProposal,
  now: Instant,
): Promise<CaseContext> => ({
  now,
  filedAt: filed.proposal.createdAt,
  endsAt: endOfChanges(
    filed.proposal.changes.map((proposed) => proposed.change),
    filed.proposal.endsAt,
  ),
  signatures: await standingSignatures(bench, on, filed, now),
  ...filerOf(filed.proposal),
});

/** A filed case as it is now, with those of its signatures that still stand; refuses when it went stale. */
export async function caseNow(
  bench: Pick<ReviewBench, 'cases' | 'signers' | 'delegations'>,
  on: Queryable,
  filed: FiledProposal,
  now: Instant,
): Promise<Result<{ readonly facts: CaseFacts; readonly context: CaseContext }>> {
  const looked = await bench.cases.lookUp(on, caseOf(filed.proposal), now);
  if (!looked.ok) return looked;
  const stale = staleness(filed.proposal, looked.value);
  if (stale !== undefined) return stale;
  return done({ facts: looked.value, context: await contextOf(bench, on, filed, now) });
}

/** Signatures already on the case whose key is still in force and whose statement has not expired. */
async function standingSignatures(
  bench: Pick<ReviewBench, 'signers' | 'delegations'>,
  on: Queryable,
  filed: FiledProposal,
  now: Instant,
): Promise<readonly StandingSignature[]> {
  const signatures: StandingSignature[] = [];
  const recused = new Set((await recusalsOf(on, filed.proposal.id)).map(({ person }) => person));
  for (const decision of await decisionsOn(on, filed.proposal.id)) {
    const { standsFor } = decision;
    if (decision.answer !== 'approve' || decision.expiresAt <= now) continue;
    const standing = await bench.signers.standing(decision.keyFingerprint, now);
    if (standing === undefined || standing.person !== decision.signer) continue;
    if (recused.has(standing.person) || (standsFor !== undefined && recused.has(standsFor.person))) continue;
    const lending =
      standsFor === undefined ? undefined : await lentAs(bench, on, standing.person, standsFor, now);
    if (standsFor !== undefined && lending === undefined) continue;
    const assurance = decision.assurance === 'passkey' ? standing.assurance : 'key';
    signatures.push({
      signer: personOf(standing),
      signedAt: decision.signedAt,
      ...underDelegation({ dependsOn: standing.dependsOn, assurance }, lending),
    });
  }
  return signatures;
}

export const personOf = (standing: SignerStanding): PersonFacts => ({
  kind: 'person',
  id: must(isSubjectId, standing.person),
  state: 'active',
  roles: standing.roles,
});

export const unknownSigner = (fingerprint: string) =>
  refuse(
    'signer_unknown',
    `The key ${fingerprint} speaks for nobody in this ledger now.`,
    'See who is enrolled with `countersign signers`.',
  );

export function refuseSigner(
  bench: ReviewBench,
  facts: CaseFacts,
  signer: PersonFacts,
  context: CaseContext,
  lending?: Lent,
) {
  const reasons = [
    ...new Set(
      bench.judge
        .whyNotSigner(facts, signer, context, lending)
        .flatMap((verdict) => verdict.deciding.map((id) => bench.judge.explain(id))),
    ),
  ];
  const own = facts.changes.some(
    (change) =>
      change.interest?.requester.includes(signer.id) || change.interest?.beneficiary.includes(signer.id),
  );
  return refuse(
    own ? 'self_approval' : 'policy_denied',
    reasons.length > 0
      ? `This signature would not count: ${reasons.join(' ')}`
      : 'This person holds no role that this case needs.',
    own
      ? 'Ask somebody else: not who asked or benefits, nor whoever alone enrolled them or was enrolled by them alone.'
      : 'Ask somebody who holds one of the roles that `countersign show` lists as missing.',
  );
}
