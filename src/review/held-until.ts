import { isInstant, isProposalId, must, type Change, type Instant, type ProposalId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** What an earlier decision gave until a date that has not come: asking for the same again is an extension of it. */
export interface HeldUntil {
  readonly proposal: ProposalId;
  readonly endsAt: Instant;
}

/** Undefined: nothing of the kind is there, or nothing takes it back. */
export async function heldUntil(on: Queryable, change: Change): Promise<HeldUntil | undefined> {
  if (change.type !== 'grant.add' && change.type !== 'membership.add') return undefined;
  const [subject, thing] =
    change.type === 'grant.add'
      ? [change.subjectKey, change.entitlementKey]
      : [change.memberKey, change.groupKey];
  const [row] = await on.query<{ proposal: string; ends_at: string }>(
    `select a.proposal, en.ends_at from review.asked a
       join review.plan p on p.proposal = a.proposal and p.kind in ('decision', 'mandate')
       join review.ending en on en.plan = p.entry and en.step = a.step and en.settled is null
       join enforcement.execution e on e.plan = p.entry and e.outcome = 'done'
      where a.source = $1 and a.subject = $2 and a.thing = $3 order by en.ends_at desc limit 1`,
    [change.source, subject, thing],
  );
  return row && { proposal: must(isProposalId, row.proposal), endsAt: must(isInstant, row.ends_at) };
}
