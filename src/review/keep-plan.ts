import type { EntryId, Instant, Proposal } from '../model/index.ts';
import type { Transaction } from '../platform/store/index.ts';
import { keepEndings } from './endings.ts';

/** Keeps the plan of what people signed, with the ends of what it gives; its proposal is planned from now on. Once a proposal. */
export async function keepPlan(
  tx: Transaction,
  { plan, kind }: { readonly plan: EntryId; readonly kind: 'decision' | 'mandate' },
  proposal: Proposal,
  now: Instant,
): Promise<void> {
  await tx.query('insert into review.plan (entry, proposal, kind, created_at) values ($1, $2, $3, $4)', [
    plan,
    proposal.id,
    kind,
    now,
  ]);
  await keepEndings(tx, plan, proposal);
  await tx.query(`update review.proposal set state = 'planned' where id = $1`, [proposal.id]);
}
