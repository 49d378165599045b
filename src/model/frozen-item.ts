import type { CampaignId } from './campaign.ts';
import type { Change } from './change.ts';
import type { Digest } from './ids.ts';

/** An item of a campaign as it stands under the manifest that was signed. */
export interface FrozenItem {
  readonly digest: Digest;
  readonly source: string;
  readonly account: string;
  readonly entity: 'grant' | 'membership';
  /** The right or the group that the account holds. */
  readonly object: string;
}

/** Reads an item and holds it to that manifest; undefined where it is not under it. */
export interface FrozenItemReader<On> {
  frozen(
    on: On,
    of: { readonly campaign: CampaignId; readonly item: number; readonly manifest: string },
  ): Promise<FrozenItem | undefined>;
}

/** Whether a change takes something from this very account, at its source, and does nothing else. */
export function takesFrom(
  { source, account }: Pick<FrozenItem, 'source' | 'account'>,
  change: Change,
): boolean {
  if (!('source' in change) || change.source !== source) return false;
  switch (change.type) {
    case 'grant.remove':
      return change.subjectKey === account;
    case 'membership.remove':
      return change.memberKey === account;
    case 'account.disable':
    case 'account.drop':
      return change.accountKey === account;
    case 'grant.add':
    case 'membership.add':
    case 'account.enable':
    case 'account.create':
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.accept':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      return false;
  }
}

/** Whether a change takes away exactly what the item is. */
export const takesItself = (item: Omit<FrozenItem, 'digest'>, change: Change): boolean =>
  takesFrom(item, change) &&
  (change.type === 'grant.remove'
    ? item.entity === 'grant' && change.entitlementKey === item.object
    : change.type === 'membership.remove' && item.entity === 'membership' && change.groupKey === item.object);
