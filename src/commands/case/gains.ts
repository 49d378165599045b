import { entitlementOf, type Reached } from '../../estate/index.ts';
import type { Change } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { ReachOf } from './reach-once.ts';

/** What a change would let its subject do that it cannot do now: the closure, not the name of the group. */
export interface Gained {
  /** Rights that it has by no path now, by key, each by its shortest path from the subject. */
  readonly rights: readonly Reached[];
  /** More was there than can be followed: then the list says nothing about what is missing in it. */
  readonly truncated: boolean;
}

/** Undefined: this type of change gives no right. */
export async function gainedBy(on: Queryable, change: Change, reachOf: ReachOf): Promise<Gained | undefined> {
  if (change.type === 'grant.add') {
    const right = await entitlementOf(on, change.source, change.entitlementKey);
    const now = await reachOf(change.source, change.subjectKey);
    const given: Reached = {
      entitlementKey: change.entitlementKey,
      action: right?.action ?? change.entitlementKey.slice(change.entitlementKey.lastIndexOf('#') + 1),
      resourceKey: right?.resourceKey ?? null,
      path: [change.subjectKey],
      effect: 'allow',
    };
    return { rights: beyond([given], now.rights), truncated: now.truncated };
  }
  if (change.type !== 'membership.add') return undefined;
  const now = await reachOf(change.source, change.memberKey);
  const then = await reachOf(change.source, change.groupKey);
  const rights = then.rights.map((right) => ({ ...right, path: [change.memberKey, ...right.path] }));
  return { rights: beyond(rights, now.rights), truncated: now.truncated || then.truncated };
}

function beyond(then: readonly Reached[], now: readonly Reached[]): readonly Reached[] {
  const held = new Set(now.flatMap((right) => (right.effect === 'allow' ? [right.entitlementKey] : [])));
  return then.filter((right) => right.effect === 'allow' && !held.has(right.entitlementKey));
}
