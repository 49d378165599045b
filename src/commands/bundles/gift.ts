import type { BundleGift, Change, Instant } from '../../model/index.ts';

/** One thing of a bundle as it is named in a line: `group SOURCE KEY`, `entitlement SOURCE KEY`. */
export const giftSaid = ({ is, source, key }: Pick<BundleGift, 'is' | 'source' | 'key'>): string =>
  `${is} ${source} ${key}`;

/** Giving a group or a right to an account, or taking it. */
export function changeOf(
  gift: BundleGift,
  account: string,
  what: 'add' | 'remove',
  until: Instant | null = null,
): Change {
  const { source, key } = gift;
  if (gift.is === 'group')
    return what === 'add'
      ? { type: 'membership.add', source, memberKey: account, groupKey: key, until }
      : { type: 'membership.remove', source, memberKey: account, groupKey: key };
  return what === 'add'
    ? { type: 'grant.add', source, subjectKey: account, entitlementKey: key, grantable: false, until }
    : { type: 'grant.remove', source, subjectKey: account, entitlementKey: key };
}
