import type { BehaviourSeen } from '../../model/index.ts';
import type { History } from './anomaly.ts';

/** Shorter, or seen on fewer days, and nobody can say what is usual. */
export const leastHistoryDays = 14;
export const leastActiveDays = 5;

const day = 86_400_000;

/** How much came before the window, or why it is too little. */
export function historyOf(seen: BehaviourSeen): History | string {
  const windowFromMs = Date.parse(seen.until) - seen.recentDays * day;
  if (seen.before.first === null)
    return seen.before.events === 0
      ? 'It was not seen before these days.'
      : 'The log tells no times, so before and after cannot be told apart.';
  const firstMs = Date.parse(seen.before.first);
  const days = (windowFromMs - firstMs) / day;
  const active = seen.before.aspects.days.distinct.count;
  if (days < leastHistoryDays)
    return `It was first seen ${Math.max(0, Math.round(days))} days before; to say what is usual takes ${leastHistoryDays}.`;
  if (active < leastActiveDays)
    return `It acted on ${active} days before; to say what is usual takes ${leastActiveDays}.`;
  const lateFromMs = firstMs + (days / 3) * day;
  return { firstMs, days, lateFromMs, lateDays: (windowFromMs - lateFromMs) / day, windowFromMs };
}
