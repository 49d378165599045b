import type { EntryId } from '../../model/index.ts';
import type { System } from '../system.ts';

/** Asking is no authority. It waits until the plan has its number: before, the enforcer would not find it. */
export async function askFor(
  system: Pick<System, 'database'> & { readonly ledger: Pick<System['ledger'], 'sequenced'> },
  plan: EntryId,
): Promise<void> {
  await system.ledger.sequenced(plan, 10);
  await system.database.query('insert into enforcement.request (plan) values ($1) on conflict do nothing', [
    plan,
  ]);
}
