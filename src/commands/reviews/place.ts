import type { Queryable } from '../../platform/store/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import type { Planted } from '../../review/index.ts';
import type { ItemShown } from '../campaigns/items.ts';

/** Where an item stands in the order of its manifest, and by what. */
export interface Placed {
  readonly n: number;
  readonly r1: number | null;
  readonly tier: number;
  readonly rank: number;
  readonly sourceNo: number;
  readonly entity: string;
  readonly keyHash: string;
}

/** What these items are ordered by, in their order. */
export const placesOf = (
  on: Queryable,
  campaign: number,
  items: readonly Pick<ItemShown, 'n'>[],
): Promise<readonly Placed[]> =>
  on.query<Placed>(
    `select n, r1, tier, rank, source_no as "sourceNo", entity, key_hash::text as "keyHash"
       from review.campaign_item where campaign = $1 and n = any($2::integer[]) order by n`,
    [campaign, items.map(({ n }) => n)],
  );

const tiers = { low: 0, medium: 1, high: 2, unknown: 3 } as const;

/**
 * After which number of the manifest a planted item is shown: where an item of its account, right and risk would have been
 * put, its key drawn by lot. Nothing of the order tells it.
 */
export function placeAmong(places: readonly Placed[], { looks, of }: Planted, seed: string): number {
  const own = places[of];
  if (own === undefined) return -1;
  const tier = tiers[looks.tier];
  const rank = tier * 10_000 + (own.rank - own.tier * 10_000);
  const lot = digestOf(`key ${seed}\n${looks.account.key}\n${looks.object.key}`).slice(0, 16);
  const key = BigInt.asIntN(64, BigInt(`0x${lot}`));
  const alike = places.filter(({ r1 }) => r1 === own.r1);
  const isBefore = (item: Placed): boolean => {
    if (item.rank !== rank) return item.rank > rank;
    if (item.sourceNo !== own.sourceNo) return item.sourceNo < own.sourceNo;
    if (item.entity !== looks.entity) return item.entity < looks.entity;
    return BigInt(item.keyHash) < key;
  };
  return alike.findLast(isBefore)?.n ?? (alike[0]?.n ?? 0) - 1;
}
