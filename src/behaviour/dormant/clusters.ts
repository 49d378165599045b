import type { EstateRef, IdentityRef, Instant } from '../../model/index.ts';

/** An identity that is no person’s and has not been used for as long as the house calls dormant. */
export interface Sleeper {
  readonly account: EstateRef;
  /** Names its page. */
  readonly ref: IdentityRef;
  /** Null: never used. */
  readonly lastUsed: Instant | null;
  /** What says so: its source, a log, or both. */
  readonly saidBy: readonly string[];
  /** Who answers for it, as its source or correlation says; null: nobody is known. */
  readonly owner: string | null;
  readonly createdBy: string | null;
  readonly hasPrivilege: boolean;
  /** Rights that it holds itself. */
  readonly rights: number;
  /** Other accounts that are known to use the same credentials. */
  readonly dependents: readonly EstateRef[];
  /** Others may take it on, and nobody says who does. */
  readonly canBeAssumed: boolean;
}

/** Sleepers that one person can answer for at once: of one owner and system, and last used at about the same time. */
export interface DormantCluster {
  readonly key: string;
  readonly system: string;
  readonly owner: string | null;
  readonly createdBy: string | null;
  /** The last use of the first and of the last of them; null: never used. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** In the order in which to switch off: least harm first. */
  readonly members: readonly DormantMember[];
  readonly harm: number;
  readonly says: string;
}

export interface DormantMember {
  readonly sleeper: Sleeper;
  /** What would be hurt if it were used after all: points, the fewer the earlier. */
  readonly harm: number;
  readonly why: readonly string[];
}

/** Uses further apart than this did not end for one reason. */
const windowDays = 30;

/**
 * Puts sleepers together that can be looked at together, and in the order in which to switch them off: first what hurts
 * least if somebody needs it after all. An order, never a decision: each is still somebody’s to sign.
 */
export function dormantClusters(sleepers: readonly Sleeper[]): readonly DormantCluster[] {
  const groups = Map.groupBy(sleepers, ({ account, owner, createdBy, lastUsed }) =>
    JSON.stringify([account.source, owner, createdBy, lastUsed === null]),
  );
  return [...groups.values()]
    .flatMap((group) => byWindow(group).map(clusterOf))
    .toSorted((a, b) => a.harm - b.harm || b.members.length - a.members.length || (a.key < b.key ? -1 : 1));
}

/** Cuts where for more than a window nothing ended. */
function byWindow(group: readonly Sleeper[]): readonly (readonly [Sleeper, ...Sleeper[]])[] {
  const inOrder = group.toSorted(
    (a, b) => compare(a.lastUsed ?? '', b.lastUsed ?? '') || compare(a.account.key, b.account.key),
  );
  const windows: [Sleeper, ...Sleeper[]][] = [];
  for (const sleeper of inOrder) {
    const open = windows.at(-1);
    const last = open?.at(-1)?.lastUsed ?? null;
    if (open === undefined || daysBetween(last, sleeper.lastUsed) > windowDays) windows.push([sleeper]);
    else open.push(sleeper);
  }
  return windows;
}

function clusterOf(sleepers: readonly [Sleeper, ...Sleeper[]]): DormantCluster {
  const [first] = sleepers;
  const members = sleepers
    .map(memberOf)
    .toSorted((a, b) => a.harm - b.harm || compare(a.sleeper.account.key, b.sleeper.account.key));
  const { source } = first.account;
  const until = sleepers.at(-1)?.lastUsed ?? null;
  return {
    key: JSON.stringify([source, first.owner, first.createdBy, first.lastUsed, first.account.key]),
    system: source,
    owner: first.owner,
    createdBy: first.createdBy,
    from: first.lastUsed,
    until,
    members,
    harm: Math.max(...members.map(({ harm }) => harm)),
    says: `${sleepers.length === 1 ? 'One identity' : `${sleepers.length} identities`} of \`${source}\`, ${first.owner === null ? 'with no known owner' : `owned by ${first.owner}`}, ${
      first.lastUsed === null
        ? 'never used'
        : `last used ${first.lastUsed.slice(0, 10)}${until === null || until.slice(0, 10) === first.lastUsed.slice(0, 10) ? '' : ` to ${until.slice(0, 10)}`}`
    }`,
  };
}

function memberOf(sleeper: Sleeper): DormantMember {
  const { hasPrivilege, rights, dependents, canBeAssumed, lastUsed } = sleeper;
  const parts: readonly (readonly [number, string])[] = [
    [
      dependents.length * 20,
      `${dependents.length} other account${dependents.length === 1 ? '' : 's'} use${dependents.length === 1 ? 's' : ''} its credential`,
    ],
    [canBeAssumed ? 10 : 0, 'others may take it on, and nobody says who does'],
    [hasPrivilege ? 15 : 0, 'it holds administrator rights: what needs it needs much'],
    [Math.min(10, rights), `it holds ${rights} right${rights === 1 ? '' : 's'} of its own`],
    [lastUsed === null ? 0 : 5, 'it was in use before'],
  ];
  const told = parts.filter(([points]) => points > 0);
  return {
    sleeper,
    harm: told.reduce((sum, [points]) => sum + points, 0),
    why: told.length === 0 ? ['nothing is known that would miss it'] : told.map(([, why]) => why),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const daysBetween = (a: Instant | null, b: Instant | null): number =>
  a === null || b === null ? 0 : Math.abs(Date.parse(b) - Date.parse(a)) / 86_400_000;
