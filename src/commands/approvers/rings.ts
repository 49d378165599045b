import { addSeconds, done, type Instant, type Result } from '../../model/index.ts';
import { ringsOf, type Approved, type RingsFound } from '../../review/index.ts';
import type { System } from '../system.ts';

/** People who approve for each other, in a circle of any length up to five, within the last days. */
export async function approvalRings(
  system: Pick<System, 'database' | 'clock'>,
  { days }: { readonly days: number },
): Promise<Result<RingsFound & { readonly since: Instant; readonly approvals: number }>> {
  const since = addSeconds(system.clock.now(), -days * 86_400);
  // whoever lends their authority approves by it as well as whoever uses it
  const approved = await system.database.query<Approved>(
    `select distinct voice.id as approver, p.requester, p.id as proposal, d.signed_at as at
       from review.decision d join review.proposal p on p.id = d.proposal
      cross join lateral (values (d.signer), (d.stands_for)) voice (id)
      where d.answer = 'approve' and p.requester is not null and voice.id is not null and d.signed_at >= $1
      order by d.signed_at, p.id, voice.id`,
    [since],
  );
  return done({ ...ringsOf(approved), since, approvals: approved.length });
}

/** The most people that one circle is looked for in. */
export { longestRing } from '../../review/index.ts';
