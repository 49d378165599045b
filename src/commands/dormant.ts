import { dormantClusters, type DormantCluster, type Sleeper } from '../behaviour/index.ts';
import { identityRefOf } from '../query/index.ts';
import { answererOf, isPrivileged, lastUseOf, laterUse } from '../detection/index.ts';
import {
  done,
  instantOf,
  type AccountView,
  type BehaviourSeen,
  type EstateRef,
  type Instant,
  type Result,
} from '../model/index.ts';
import type { System } from './system.ts';

export interface DormantTold {
  readonly clusters: readonly DormantCluster[];
  readonly total: number;
  readonly identities: number;
  /** Without use for this many days. */
  readonly dormantDays: number;
  /** Of how many nobody says when they were used last: they may be dormant or not. */
  readonly cannotTell: number;
  readonly cannotTellOf: readonly { readonly source: string; readonly count: number }[];
}

/** Identities that are no person’s and that nobody uses, put together as they can be revalidated, least harm first. */
export async function dormant(
  system: Pick<System, 'behaviour' | 'views' | 'detection' | 'clock'>,
  asked: { readonly source?: string; readonly limit: number },
): Promise<Result<DormantTold>> {
  const { dormantDays } = system.detection.limits;
  const before = instantOf(Date.parse(system.clock.now()) - dormantDays * 86_400_000);
  const behaviours = await system.behaviour.now();
  const sleepers: Sleeper[] = [];
  const unknown = new Map<string, number>();
  for await (const page of system.views.views({ is: 'everything' })) {
    const machines = page.filter(
      (view) =>
        view.kind !== 'person' &&
        view.person === undefined &&
        (view.state === 'active' || view.state === 'unknown') &&
        (asked.source === undefined || view.ref.source === asked.source),
    );
    const seen = await behaviours.of(machines.map(({ ref }) => ref));
    for (const [at, view] of machines.entries()) {
      const last = lastSaid(view, seen[at] ?? null);
      if (last === undefined) unknown.set(view.ref.source, (unknown.get(view.ref.source) ?? 0) + 1);
      else if (isIdle(last.at, view, before)) sleepers.push(sleeperOf(view, last));
    }
  }
  const clusters = dormantClusters(sleepers);
  return done({
    clusters: clusters.slice(0, asked.limit),
    total: clusters.length,
    identities: sleepers.length,
    dormantDays,
    cannotTell: [...unknown.values()].reduce((sum, count) => sum + count, 0),
    cannotTellOf: [...unknown]
      .map(([source, count]) => ({ source, count }))
      .toSorted((a, b) => b.count - a.count || (a.source < b.source ? -1 : 1)),
  });
}

interface Said {
  /** Null: never. */
  readonly at: Instant | null;
  readonly by: readonly string[];
}

/** What its source says, and what logs say; undefined: neither does. A log in which it did nothing covers only its own time. */
function lastSaid(view: AccountView, seen: BehaviourSeen | null): Said | undefined {
  const stated = lastUseOf(view);
  const logged = seen?.whole.last ?? undefined;
  if (stated === undefined && logged === undefined) return undefined;
  const by = [
    ...(stated === undefined ? [] : [view.ref.source]),
    ...(logged === undefined ? [] : (seen?.logs ?? []).map(({ name }) => name)),
  ];
  return { at: laterUse(stated, logged) ?? null, by };
}

/** What was never used has slept since it was made; where nobody says when that was, nobody can call it idle. */
const isIdle = (last: Instant | null, { createdAt }: AccountView, before: Instant): boolean =>
  last !== null ? last < before : createdAt !== undefined && createdAt < before;

function sleeperOf(view: AccountView, last: Said): Sleeper {
  const dependents = new Map<string, EstateRef>();
  for (const { sameAs } of view.credentials)
    for (const { account } of sameAs)
      if (account.source !== view.ref.source || account.key !== view.ref.key)
        dependents.set(`${account.source}\n${account.key}`, account);
  return {
    account: view.ref,
    ref: identityRefOf('account', view.ref.source, view.ref.key),
    lastUsed: last.at,
    saidBy: last.by,
    owner: answererOf(view) ?? null,
    createdBy: Object.hasOwn(view.attributes, 'createdBy') ? (view.attributes['createdBy'] ?? null) : null,
    hasPrivilege: isPrivileged(view),
    rights: view.directGrants,
    dependents: [...dependents.values()],
    canBeAssumed: view.canBeAssumed === true,
  };
}
