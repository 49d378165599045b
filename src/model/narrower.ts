import { ownEnd, type Change } from './change.ts';
import type { Instant } from './time.ts';

/** What is asked for, or would be given: changes and their common end. */
export interface Extent {
  readonly changes: readonly Change[];
  readonly endsAt: Instant | null;
}

/**
 * Whether `less` gives nothing that `more` does not: every change of it is one of the other's, each used once, with the
 * same end or an earlier one, and not passed on where that was not asked for. Anything else differing is something else.
 */
export function isWithin(less: Extent, more: Extent): boolean {
  if (less.changes.length === 0 || !endsBy(less.endsAt, more.endsAt)) return false;
  const left = [...more.changes];
  return less.changes.every((change) => {
    const at = left.findIndex((wide) => narrowsTo(wide, change));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function narrowsTo(wide: Change, narrow: Change): boolean {
  if (wide.type !== narrow.type) return false;
  const [before, after] = [ownEnd(wide), ownEnd(narrow)];
  if (before !== undefined && after !== undefined && !endsBy(after.until, before.until)) return false;
  const passesOn = wide.type === 'grant.add' && !wide.grantable;
  if (passesOn && narrow.type === 'grant.add' && narrow.grantable) return false;
  return sameBut(wide, narrow);
}

/** In everything but its end and whether it may be passed on. */
const sameBut = (a: Change, b: Change): boolean => {
  const rest = (change: Change): string =>
    JSON.stringify(
      Object.entries(change)
        .filter(([name]) => !['until', 'validUntil', 'grantable'].includes(name))
        .toSorted(([x], [y]) => (x < y ? -1 : 1)),
    );
  return rest(a) === rest(b);
};

const endsBy = (end: Instant | null, latest: Instant | null): boolean =>
  latest === null || (end !== null && end <= latest);
