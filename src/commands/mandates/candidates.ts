import { reachOf } from '../../estate/index.ts';
import {
  isSourceId,
  type AccountView,
  type Change,
  type ChangeShape,
  type SourceId,
} from '../../model/index.ts';
import type { System } from '../system.ts';

/** Every account in the scope of these sources, as it was last read. */
export async function* accountsIn(
  system: Pick<System, 'views'>,
  sources: readonly SourceId[],
): AsyncGenerator<AccountView> {
  for await (const page of system.views.views({ is: 'everything' }))
    for (const view of page) if (sources.some((source) => source === view.ref.source)) yield view;
}

/**
 * The changes of these shapes that could be made to one account: disabling it, and taking away each row that it holds
 * itself. What a group passes on to it is taken away by leaving the group.
 */
export async function changesOf(
  system: Pick<System, 'database'>,
  account: AccountView,
  shapes: readonly ChangeShape[],
): Promise<readonly Change[]> {
  const { source, key } = account.ref;
  if (!isSourceId(source)) return [];
  const changes: Change[] = [];
  const wants = (type: Change['type']): boolean => shapes.some((shape) => shape.type === type);
  if (wants('account.disable') && account.state === 'active')
    changes.push({ type: 'account.disable', source, accountKey: key });
  if (!wants('grant.remove') && !wants('membership.remove')) return changes;
  const { rights } = await reachOf(system.database, source, key);
  const rows = new Map<string, Change>();
  for (const { path, entitlementKey } of rights) {
    const [, group] = path;
    if (group !== undefined && wants('membership.remove'))
      rows.set(`in ${group}`, { type: 'membership.remove', source, memberKey: key, groupKey: group });
    if (group === undefined && wants('grant.remove'))
      rows.set(`on ${entitlementKey}`, { type: 'grant.remove', source, subjectKey: key, entitlementKey });
  }
  return [...changes, ...rows.values()];
}
