import type { Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/**
 * Forgets what was on the way to an enrolment and took too long: registrations, with the name that was shown to their
 * person, and changes of signers that nobody completed. What was enrolled is in the ledger, and stays.
 */
export async function forgetUnfinished(on: Queryable, now: Instant): Promise<void> {
  await on.query('delete from review.registration where expires_at <= $1', [now]);
  await on.query('delete from review.signer_change where expires_at <= $1', [now]);
}
