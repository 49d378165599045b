import { suspendMandate, type StoredMandate } from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';

/** So many items have to have been put back before anything is concluded from it. */
const least = 3;

/**
 * Suspends a mandate of which at least half of what it did was put back again: it selects what it should not. Stopping needs
 * no signature; to have it again people sign another. Answers whether it was suspended.
 */
export async function suspendIfWrong(system: System, mandate: StoredMandate): Promise<boolean> {
  const [row] = await system.database.query<{ returned: number; made: number }>(
    `select count(*) filter (where state in ('returning', 'returned'))::int as returned,
            count(*) filter (where state in ('done', 'returning', 'returned'))::int as made
       from review.mandate_item where mandate = $1`,
    [mandate.id],
  );
  const { returned, made } = row ?? { returned: 0, made: 0 };
  if (mandate.ended !== null || returned < least || returned * 2 < made) return false;
  const bench = await reviewBench(system);
  if (!bench.ok) return false;
  const why = `${returned} of the ${made} changes made under it were put back: it selects what it should not`;
  return (await suspendMandate(bench.value, mandate.id, why)).ok;
}
