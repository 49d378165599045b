import { mineRoles } from './mine-roles.ts';
import type { Pair } from './matrix.ts';

/** Somebody as their peers are told by: what people are called alike by, and the groups they are in. */
export interface Member {
  readonly user: string;
  readonly department?: string;
  readonly title?: string;
  readonly groups: readonly string[];
}

/** What the users of a role share, and how well that tells them from others. */
export interface Shared {
  readonly by: 'group' | 'department' | 'title';
  readonly value: string;
  /** Of the users of the role. */
  readonly within: number;
  /** Of all who share it. */
  readonly all: number;
}

export interface SuggestedRole {
  /** From what its users share; else from what it gives. */
  readonly name: string;
  readonly users: readonly string[];
  readonly permissions: readonly string[];
  readonly shares: readonly Shared[];
  /** Numbers of the roles, from 0, whose permissions are all among its own, the nearest ones alone. */
  readonly includes: readonly number[];
}

/** Held by one where all peers lack it, or lacked by one where all peers hold it. */
export interface Outlier {
  readonly is: 'alone' | 'lacks';
  readonly user: string;
  readonly permission: string;
  readonly peers: Pick<Shared, 'by' | 'value'>;
  /** Without the one. */
  readonly others: number;
}

export interface SuggestedRoles {
  readonly users: number;
  readonly permissions: number;
  readonly pairs: number;
  readonly edges: number;
  readonly isFewest: boolean;
  /** The ones that give the most first. */
  readonly roles: readonly SuggestedRole[];
  /** How many of the first roles give so large a share of all that is held. */
  readonly coverage: readonly { readonly share: number; readonly roles: number }[];
  readonly outliers: readonly Outlier[];
}

/** So many peers before one of them stands out. */
const fewestPeers = 5;
const shares = [0.5, 0.8, 0.9, 1] as const;

/** Roles that say what these people hold, with what their users share, and who stands out among peers. Changes nothing. */
export function suggestRoles(members: readonly Member[], pairs: readonly Pair[]): SuggestedRoles {
  const mined = mineRoles(pairs);
  const crowds = crowdsOf(members);
  const includes = inclusions(mined.roles.map(({ permissions }) => new Set(permissions)));
  return {
    users: mined.users,
    permissions: mined.permissions,
    pairs: mined.pairs,
    edges: mined.edges,
    isFewest: mined.isFewest,
    roles: mined.roles.map((role, number) => {
      const shared = sharedBy(role.users, crowds);
      return { ...role, name: nameOf(role, shared), shares: shared, includes: includes[number] ?? [] };
    }),
    coverage: coverageOf(mined.roles, mined.pairs),
    outliers: outliersAmong(crowds, pairs),
  };
}

interface Crowd extends Pick<Shared, 'by' | 'value'> {
  readonly users: ReadonlySet<string>;
}

/** Everybody of one department, of one title, in one group. */
function crowdsOf(members: readonly Member[]): readonly Crowd[] {
  const found = new Map<string, { by: Shared['by']; value: string; users: Set<string> }>();
  const add = (by: Shared['by'], value: string | undefined, user: string): void => {
    if (value === undefined || value === '') return;
    const name = `${by}\n${value}`;
    const crowd = found.get(name) ?? { by, value, users: new Set<string>() };
    crowd.users.add(user);
    found.set(name, crowd);
  };
  for (const { user, department, title, groups } of members) {
    add('department', department, user);
    add('title', title, user);
    for (const group of groups) add('group', group, user);
  }
  return [...found.values()];
}

/** The three crowds that are most nearly the users of a role: at least half of either is the other. */
function sharedBy(users: readonly string[], crowds: readonly Crowd[]): readonly Shared[] {
  return crowds
    .map(({ by, value, users: crowd }): Shared => ({
      by,
      value,
      within: users.filter((user) => crowd.has(user)).length,
      all: crowd.size,
    }))
    .filter(({ within, all }) => within * 2 >= users.length && within * 2 >= all)
    .toSorted((a, b) => fit(b, users.length) - fit(a, users.length) || (a.value < b.value ? -1 : 1))
    .slice(0, 3);
}

/** One for the same people, less the more are on one side alone. */
const fit = ({ within, all }: Shared, users: number): number => (2 * within) / (all + users);

function nameOf(
  { users, permissions }: { readonly users: readonly string[]; readonly permissions: readonly string[] },
  [best]: readonly Shared[],
): string {
  if (best !== undefined) return best.value;
  const [first = ''] = permissions;
  const what = permissions.length === 1 ? first : `${first} and ${permissions.length - 1} more`;
  return users.length === 1 ? `${users[0] ?? ''}: ${what}` : what;
}

/** By number: the largest of the others of which all permissions are its own too. */
function inclusions(roles: readonly ReadonlySet<string>[]): readonly (readonly number[])[] {
  // with more of them this would take longer than mining
  if (roles.length > 2000) return [];
  return roles.map((role) => {
    const within = roles.flatMap((other, number) =>
      other !== role && other.size < role.size && other.isSubsetOf(role) ? [number] : [],
    );
    return within.filter(
      (number) =>
        !within.some(
          (between) =>
            between !== number &&
            (roles[number]?.size ?? 0) < (roles[between]?.size ?? 0) &&
            roles[number]?.isSubsetOf(roles[between] ?? new Set()) === true,
        ),
    );
  });
}

function coverageOf(
  roles: readonly { readonly users: readonly string[]; readonly permissions: readonly string[] }[],
  pairs: number,
): SuggestedRoles['coverage'] {
  const given = new Set<string>();
  const told: { readonly share: number; readonly roles: number }[] = [];
  for (const [number, { users, permissions }] of roles.entries()) {
    for (const user of users) for (const permission of permissions) given.add(`${user}\n${permission}`);
    for (const share of shares.slice(told.length))
      if (given.size >= share * pairs) told.push({ share, roles: number + 1 });
  }
  return told;
}

function outliersAmong(crowds: readonly Crowd[], pairs: readonly Pair[]): readonly Outlier[] {
  const held = new Map<string, Set<string>>();
  for (const { user, permission } of pairs)
    held.set(user, (held.get(user) ?? new Set<string>()).add(permission));
  const found = new Map<string, Outlier>();
  for (const { by, value, users } of crowds) {
    // a group gives rights itself: who is in it holds them
    const peers = by === 'group' ? [] : [...users].filter((user) => held.has(user));
    if (peers.length < fewestPeers) continue;
    const holders = new Map<string, string[]>();
    for (const user of peers)
      for (const permission of held.get(user) ?? [])
        holders.set(permission, [...(holders.get(permission) ?? []), user]);
    for (const [permission, who] of holders) {
      const is = who.length === 1 ? 'alone' : who.length === peers.length - 1 ? 'lacks' : undefined;
      const user = is === 'alone' ? who[0] : peers.find((each) => !who.includes(each));
      if (is === undefined || user === undefined) continue;
      const name = `${is}\n${user}\n${permission}`;
      const others = peers.length - 1;
      if ((found.get(name)?.others ?? 0) < others)
        found.set(name, { is, user, permission, peers: { by, value }, others });
    }
  }
  return [...found.values()].toSorted(
    (a, b) =>
      b.others - a.others ||
      (a.user < b.user ? -1 : a.user > b.user ? 1 : a.permission < b.permission ? -1 : 1),
  );
}
