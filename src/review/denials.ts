import {
  isProposalId,
  isSubjectId,
  must,
  type Change,
  type Instant,
  type Proposal,
  type ProposalId,
  type SubjectId,
} from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';

/** Somebody's signed no to the same thing for the same subject, asked before. */
export interface Denial {
  readonly proposal: ProposalId;
  readonly by: SubjectId;
  readonly at: Instant;
  readonly reason?: string;
}

const mostTold = 5;

interface Asked {
  readonly source: string;
  readonly subject: string;
  readonly thing: string;
}

function askedBy(change: Change): Asked | undefined {
  if (change.type === 'grant.add')
    return { source: change.source, subject: change.subjectKey, thing: change.entitlementKey };
  if (change.type === 'membership.add')
    return { source: change.source, subject: change.memberKey, thing: change.groupKey };
  return undefined;
}

/** Keeps, with a filed proposal, what it would give to whom. */
export async function keepAsked(tx: Transaction, proposal: Proposal): Promise<void> {
  for (const [step, { change }] of proposal.changes.entries()) {
    const asked = askedBy(change);
    if (asked === undefined) continue;
    await tx.query(
      'insert into review.asked (proposal, step, source, subject, thing) values ($1, $2, $3, $4, $5)',
      [proposal.id, step, asked.source, asked.subject, asked.thing],
    );
  }
}

/** Who refused the same before, newest first, at most five. A no is kept for ever; a later yes does not undo it. */
export async function denialsOf(on: Queryable, change: Change): Promise<readonly Denial[]> {
  const asked = askedBy(change);
  if (asked === undefined) return [];
  const rows = await on.query<{ proposal: string; signer: string; at: Instant; reason: string | null }>(
    `select d.proposal, d.signer, d.signed_at as at, d.reason
       from review.decision d
      where d.answer = 'reject' and d.proposal in (select a.proposal from review.asked a
        where a.source = $1 and a.subject = $2 and a.thing = $3)
      order by d.signed_at desc, d.entry limit $4`,
    [asked.source, asked.subject, asked.thing, mostTold],
  );
  return rows.map(({ proposal, signer, at, reason }) => ({
    proposal: must(isProposalId, proposal),
    by: must(isSubjectId, signer),
    at,
    ...(reason === null ? {} : { reason }),
  }));
}

/** The same in a sentence each, to be cited. */
export const denialsBefore = async (on: Queryable, change: Change): Promise<readonly string[]> =>
  (await denialsOf(on, change)).map(
    ({ at, by, reason, proposal }) =>
      `${at.slice(0, 10)} by ${by}${reason === undefined ? '' : `: ${reason}`} (${proposal})`,
  );
