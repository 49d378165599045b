import type { EffectView, ProfileShown } from '../../model/index.ts';

/** Signing in and taking on a role change nothing by themselves. */
const aside = /^(?:Authentication|Authorize Session): /;

/**
 * How much of what an account did changed something and how much only looked, by the deeds of its log: what a log does not say to
 * be a look counts as a change, and so does one that was tried and denied.
 */
export function effectOf({ aspects: { deeds } }: ProfileShown): EffectView | null {
  if (!deeds.distinct.exact || deeds.names.length < deeds.distinct.count) return null;
  let looks = 0;
  let changes = 0;
  for (const { name, count } of deeds.names) {
    if (aside.test(name)) continue;
    if (name.endsWith(': Read')) looks += count;
    else changes += count;
  }
  return { looks, changes };
}
