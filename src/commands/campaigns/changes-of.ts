import { isSourceId, takesFrom, type CampaignAnswer, type Change } from '../../model/index.ts';
import type { ItemContent } from '../../review/index.ts';

/**
 * The typed changes that carry out one answer about one item, a limit's at its date. Empty: there is none for it (it keeps,
 * or it is done by hand).
 */
export function changesOf(
  content: ItemContent,
  answer: CampaignAnswer,
  chosen: readonly Change[] | null,
): readonly Change[] {
  const { source, account, object, entity } = content;
  if (!isSourceId(source)) return [];
  switch (answer) {
    case 'revoke':
    // at its date, what a no would do now
    case 'limit':
      return [
        entity === 'grant'
          ? { type: 'grant.remove', source, subjectKey: account.key, entitlementKey: object.key }
          : { type: 'membership.remove', source, memberKey: account.key, groupKey: object.key },
      ];
    case 'narrow':
    case 'rescope':
      return chosen ?? [];
    case 'suspend':
      return [{ type: 'account.disable', source, accountKey: account.key }];
    case 'retire':
      return [{ type: 'account.drop', source, accountKey: account.key }];
    case 'certify':
    case 'rotate':
    case 'make_ephemeral':
    case 'dont_know':
      return [];
  }
}

/** Whether a change takes something from the very account that an item is about: all that an answer may do. */
export const isOfItem = ({ source, account }: ItemContent, change: Change): boolean =>
  takesFrom({ source, account: account.key }, change);
