import { done, type Result, type SubjectId } from '../../model/index.ts';
import { handOn } from '../campaigns/hand-on.ts';
import type { System } from '../system.ts';
import { findItem } from './item.ts';
import { atCampaign, type ReviewAsked } from './who.ts';

/**
 * Hands on what is asked of a reviewer, or takes them out. What is planted among it goes too, and says nothing of how the
 * review went: it was left to somebody better placed.
 */
export async function handOnReview(
  system: System,
  asked: ReviewAsked & {
    readonly items: readonly string[];
    readonly to: SubjectId | null;
    readonly reason: string;
  },
): Promise<Result<{ readonly handedOn: number; readonly left: readonly string[] }>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  const numbers = new Map<number, string>();
  const planted: number[] = [];
  const left: string[] = [];
  for (const item of asked.items) {
    const found = await findItem(system, at.value, item);
    if (found === undefined) left.push(item);
    else if (found.is === 'real') numbers.set(found.shown.n, item);
    else planted.push(found.k);
  }
  // the same is looked up where nothing is there to be handed on
  const handed = await handOn(system, { ...asked, items: [...numbers.keys()] });
  if (!handed.ok) return handed;
  await system.database.query(
    `update review.planted_item set answer = 'dont_know', settled_at = $4, answered_at = $4
      where campaign = $1 and person = $2 and k = any($3::integer[]) and settled_at is null`,
    [asked.campaign, at.value.me.person, planted, system.clock.now()],
  );
  return done({
    handedOn: handed.value.handedOn + planted.length,
    left: [...left, ...handed.value.left.flatMap((n) => numbers.get(n) ?? [])],
  });
}
