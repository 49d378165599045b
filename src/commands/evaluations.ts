import type { EntryId } from '../model/index.ts';
import type { System } from './system.ts';

/** The entries a rule's draft rests on: the last evaluation of the rules. */
export async function evaluationsOf({ ledger }: Pick<System, 'ledger'>): Promise<readonly EntryId[]> {
  const { items } = await ledger.page({ types: ['findings.evaluated'], sort: 'newest', limit: 1 });
  return items.map((leaf) => leaf.entry.id);
}
