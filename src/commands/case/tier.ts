import { highestTier } from '../../estate/index.ts';
import type { Change, Tier } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { Concerned } from './concerned.ts';
import type { ReachOf } from './reach-once.ts';

/** How much harm this change could do, and where that comes from. Unknown counts as high, and says so. */
export interface TierFact {
  readonly tier: Tier;
  readonly from: string;
}

export async function tierOfChange(
  on: Queryable,
  change: Change,
  concerned: Concerned,
  reachOf: ReachOf,
): Promise<TierFact> {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove': {
      const resource = resourceOfEntitlement(change.entitlementKey);
      return stated(await highestTier(on, [resource]), `the tier of ${resource}`);
    }
    case 'membership.add':
    case 'membership.remove':
      return stated(
        (await reachOf(change.source, change.groupKey)).tier,
        `the highest tier that ${change.groupKey} reaches`,
      );
    case 'account.create':
      return { tier: 'medium', from: 'a new account, which holds nothing yet' };
    case 'bundle.define':
      return tierOfBundle(on, change.content, reachOf);
    case 'bundle.retire':
      return { tier: 'low', from: 'retiring a bundle gives nobody anything' };
    case 'risk.accept':
    case 'risk.reopen': {
      const severity = concerned.finding?.finding.severity;
      const tier =
        severity === 'medium' ? 'medium' : severity === 'low' || severity === 'info' ? 'low' : 'high';
      return { tier, from: `the severity of the finding (${severity ?? 'unknown'})` };
    }
    case 'account.disable':
    case 'account.enable':
    case 'account.drop':
    case 'owner.assign':
    case 'owner.clear':
      return stated(
        (await reachOf(concerned.source, concerned.key)).tier,
        `the highest tier that ${concerned.key} reaches`,
      );
  }
}

/** The highest of what is in it: whoever gets it by a rule will have all of that. */
async function tierOfBundle(
  on: Queryable,
  content: Extract<Change, { readonly type: 'bundle.define' }>['content'],
  reachOf: ReachOf,
): Promise<TierFact> {
  const order: readonly Tier[] = ['low', 'medium', 'high'];
  let highest: TierFact = { tier: 'low', from: 'nothing of it reaches anything above tier low' };
  for (const { is, source, key } of content) {
    const tier =
      is === 'group'
        ? (await reachOf(source, key)).tier
        : await highestTier(on, [resourceOfEntitlement(key)]);
    const fact = stated(tier, `the highest tier that ${key} of the bundle reaches`);
    if (order.indexOf(fact.tier) > order.indexOf(highest.tier)) highest = fact;
  }
  return highest;
}

/** Entitlement keys are the resource's key, `#`, and the right. */
const resourceOfEntitlement = (key: string): string => {
  const at = key.lastIndexOf('#');
  return at < 0 ? key : key.slice(0, at);
};

const stated = (tier: Tier | undefined, from: string): TierFact =>
  tier === undefined
    ? { tier: 'high', from: `${from} is unknown, and unknown counts as high` }
    : { tier, from };
