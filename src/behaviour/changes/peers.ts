import type { Aspect, ProfileShown } from '../../model/index.ts';

/** Accounts that do most alike, and how many of them have shown a name. */
export interface Peers {
  /** Who they are, at the end of a sentence: `to the 23 accounts that do most alike`. */
  readonly said: string;
  readonly size: number;
  /** How many of them have shown this name, in all that was read. */
  having(aspect: Aspect, name: string): number;
}

/** How much of the peers know a name; few peers prove little, so it is told as if there were two more that do not. */
export const shareOf = (peers: Peers | null, aspect: Aspect, name: string): number =>
  peers === null ? 0 : peers.having(aspect, name) / (peers.size + 2);

/** Of more peers than that the others say nothing new. */
export const mostPeers = 50;
/** Less alike than that in what they do, and they are no peers. */
const leastAlike = 0.2;
/** What so many do makes nobody alike, and would cost the square of it to compare. */
const mostHolders = 2000;

/** For each account those that do most alike, by the actions that both have shown (Jaccard). Null: nobody is alike enough. */
export function peersAmong(population: ReadonlyMap<string, ProfileShown>): (account: string) => Peers | null {
  const accounts = [...population.keys()].toSorted();
  const actions = accounts.map((account) => namesOf(population.get(account), 'actions'));
  const holders = new Map<string, number[]>();
  for (const [at, names] of actions.entries())
    for (const name of names) {
      const list = holders.get(name);
      if (list === undefined) holders.set(name, [at]);
      else list.push(at);
    }
  const at = new Map(accounts.map((account, index) => [account, index]));
  const kept = new Map<string, ReadonlySet<string>>();
  const namesAt = (index: number, aspect: Aspect): ReadonlySet<string> => {
    const key = `${index} ${aspect}`;
    const found = kept.get(key) ?? namesOf(population.get(accounts[index] ?? ''), aspect);
    kept.set(key, found);
    return found;
  };
  return (account) => {
    const own = at.get(account);
    if (own === undefined) return null;
    const mine = actions[own] ?? new Set();
    const shared = new Map<number, number>();
    for (const name of mine) {
      const others = holders.get(name) ?? [];
      if (others.length > mostHolders) continue;
      for (const other of others) if (other !== own) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    const nearest = [...shared]
      .map(([other, both]) => ({ other, alike: both / (mine.size + (actions[other]?.size ?? 0) - both) }))
      .filter(({ alike }) => alike >= leastAlike)
      .toSorted((a, b) => b.alike - a.alike || a.other - b.other)
      .slice(0, mostPeers)
      .map(({ other }) => other);
    if (nearest.length === 0) return null;
    return {
      said: `to the ${nearest.length} account${nearest.length === 1 ? '' : 's'} that ${nearest.length === 1 ? 'does' : 'do'} most alike`,
      size: nearest.length,
      having: (aspect, name) => nearest.filter((other) => namesAt(other, aspect).has(name)).length,
    };
  };
}

const namesOf = (profile: ProfileShown | undefined, aspect: Aspect): ReadonlySet<string> =>
  new Set(profile?.aspects[aspect].names.map(({ name }) => name));
