import { readsNow, accountsBeneath, suppose, type NotSupposed } from '../../estate/index.ts';
import {
  addSeconds,
  done,
  refuse,
  type Change,
  type EstateRef,
  type Result,
  type SourceId,
} from '../../model/index.ts';
import { neverKept } from '../../platform/store/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { says } from '../../review/index.ts';
import { nameOf } from '../behaviour.ts';
import type { System } from '../system.ts';
import { dutiesBetween, findingsBetween, standOtherwise } from './differences.ts';
import { blockedBetween, earlierAbout } from './earlier.ts';
import { rightsBetween } from './rights.ts';
import { worldNow, worldWith, type World } from './world.ts';

/** Requests, decisions and use of so many days count unless somebody asks for others. */
export const usualDays = 90;
/** Accounts beyond these are counted: whoever else is in a group that is taken away loses the same. */
const mostAccounts = 200;
const mostTries = 3;

export interface Supposed {
  readonly about: EstateWhatIf['about'];
  readonly says: readonly string[];
  readonly changes: readonly Change[];
  readonly days: number;
}

/**
 * What would be otherwise if these changes were carried out and nothing else happened: over the estate as it is, and over the
 * requests, decisions and use of the last days. The very code that looks at the estate after each read looks at it as it would
 * be, in a transaction that is rolled back. Keeps nothing.
 */
export async function whatIfOf(system: System, supposed: Supposed): Promise<Result<EstateWhatIf>> {
  for (let tries = 0; tries < mostTries; tries++) {
    const reads = await readsNow(system.database);
    const found = await neverKept(system.database, async (database, tx) => {
      const touched = await touchedBy(system, supposed.changes);
      const not = await suppose(tx, supposed.changes);
      return compareWorlds(system, worldWith(system, { database }), { ...supposed, not, touched });
    });
    // a source that was read meanwhile would be told as a difference
    if ((await readsNow(system.database)) === reads) return done(found);
  }
  return refuse(
    'in_progress',
    'Sources are being read over and over, so nothing can be compared.',
    'Try again when these reads are done: `countersign source list`.',
  );
}

interface Touched {
  readonly accounts: readonly EstateRef[];
  readonly leftOut: number;
}

/** What is otherwise in another world. Without `touched` everybody's requests are tried again. */
export async function compareWorlds(
  system: System,
  after: World,
  {
    about,
    changes,
    days,
    not = [],
    touched,
    ...of
  }: Supposed & { readonly not?: readonly NotSupposed[]; readonly touched?: Touched },
): Promise<EstateWhatIf> {
  const before = worldNow(system);
  const until = system.clock.now();
  const from = addSeconds(until, -days * 86_400);
  const worlds = [before, after] as const;
  const { version } = (await before.access.resident()).graph;
  const was = await before.standings.standings();
  const is = await after.standings.standings();
  const concerned = new Map(
    [...(touched?.accounts ?? []), ...(await standOtherwise(was, is))].map((each) => [nameOf(each), each]),
  );
  const leftOut = touched?.leftOut ?? 0;
  const { blocked, notSupposed: notTried } = await blockedBetween(worlds, {
    from,
    ...(touched === undefined ? {} : { subjects: touched.accounts }),
  });
  const rights = await rightsBetween(system, worlds, touched?.accounts ?? [], from);
  return {
    v: 1,
    about,
    says: [...of.says],
    changes: [...changes],
    from,
    until,
    rests: version.reads.map(({ source, read }) => ({ source, read })),
    accounts: { affected: concerned.size + leftOut, leftOut },
    ...rights,
    duties: await dutiesBetween(before, after),
    findings: await findingsBetween(worlds, [was, is], [...concerned.values()], {
      ...system.detection,
      now: until,
    }),
    blocked,
    earlier: await earlierAbout(system.database, changes, from),
    notSupposed: [...not.map(({ change, because }) => ({ says: says(change), because })), ...notTried],
  };
}

/** The accounts that changes are about: themselves, or whoever is in the group. */
async function touchedBy(system: System, changes: readonly Change[]): Promise<Touched> {
  const accounts = new Map<string, EstateRef>();
  let leftOut = 0;
  for (const change of changes) {
    const subject = subjectOf(change);
    if (subject === undefined) continue;
    const room = mostAccounts - accounts.size;
    const beneath = await accountsBeneath(system.database, subject, Math.max(room, 0));
    for (const { key, name } of beneath.accounts) {
      const ref: EstateRef = { entity: 'account', source: subject.source, key, name };
      accounts.set(nameOf(ref), ref);
    }
    leftOut += beneath.more;
  }
  return { accounts: [...accounts.values()], leftOut };
}

function subjectOf(change: Change): { readonly source: SourceId; readonly key: string } | undefined {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return { source: change.source, key: change.subjectKey };
    case 'membership.add':
    case 'membership.remove':
      return { source: change.source, key: change.memberKey };
    case 'account.disable':
    case 'account.enable':
    case 'account.drop':
      return { source: change.source, key: change.accountKey };
    case 'account.create':
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.accept':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      return undefined;
  }
}
