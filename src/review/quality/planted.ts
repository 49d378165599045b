import { lowestFirst } from './sample.ts';

/** What the frozen text of an item says of the access, as far as a planted one has to look like it. */
export interface ItemLooks {
  readonly account: {
    readonly key: string;
    readonly kind: string;
    readonly name: string;
    readonly person: string | null;
    readonly personName: string | null;
    readonly ref: string | null;
  };
  readonly object: { readonly key: string; readonly name: string; readonly resource: string | null };
  readonly entity: 'grant' | 'membership';
  readonly source: string;
  readonly tier: 'low' | 'medium' | 'high' | 'unknown';
  readonly dataClass: string | null;
  readonly environment: string | null;
  readonly privileged: boolean;
  readonly since: string | null;
  readonly used: string;
}

/**
 * An item that stands for no access. It is made of an account and a right that are both real and do not belong together,
 * and has no key of a row: there is nothing that a change could be made of. Whatever is said of the account is what real
 * items of that account say, and whatever is said of the right what real items of it say: only the pair is not there.
 */
export interface Planted {
  readonly looks: ItemLooks;
  readonly right: 'keep' | 'reduce';
  /** Which of the given items its account is from: it has that one's seat, and its place is among that account's items. */
  readonly of: number;
}

/**
 * Chooses planted items for one reviewer out of the items they get, by the campaign's seed. Those that should go: held by the
 * fewest, the gravest first, and by turns of accounts where advice would say so, say nothing, and say the opposite. Sound
 * ones: a right that most hold, of an account in use. Fewer than asked for where no pair is left that nobody holds; nothing
 * is made up. `sameGravity`: who is asked depends on how grave it is, so that account and right have to be as grave.
 */
export function plantedFor(
  items: readonly ItemLooks[],
  how: { readonly bad: number; readonly sound: number; readonly sameGravity?: boolean },
  seed: string,
  now: string,
): readonly Planted[] {
  const held = new Set(items.map(pairOf));
  const numbered = items.map((looks, at) => ({ looks, at }));
  const isGrave = ({ tier }: ItemLooks): boolean => tier === 'high' || tier === 'unknown';
  // of each account one item by lot, which says since when and in which seat
  const accounts = distinct(
    lowestFirst(`plant ${seed}`, numbered, ({ at }) => `item ${at}`),
    ({ looks }) =>
      `${looks.source} ${looks.account.key} ${how.sameGravity === true ? String(isGrave(looks)) : ''}`,
  );
  const objects = distinct(items, rightOf);
  const holders = countBy(items, rightOf);
  const pairs = accounts.flatMap(({ looks: own, at }) =>
    objects.flatMap((object): readonly Pair[] => {
      const { account, used, since } = own;
      const looks = { ...object, account, used, since };
      const fits =
        own.source === object.source &&
        !held.has(pairOf(looks)) &&
        (how.sameGravity !== true || isGrave(own) === isGrave(object));
      return fits ? [{ looks, of: at }] : [];
    }),
  );
  const order = new Map(
    lowestFirst(`plant ${seed}`, pairs, ({ looks }) => pairOf(looks)).map((pair, at) => [pair, at]),
  );
  const place = (pair: Pair): number => order.get(pair) ?? 0;
  const holdersOf = ({ looks }: Pair): number => holders.get(rightOf(looks)) ?? 0;
  // one right is never sound for one and wrong for another who is alike: nobody could know that
  const byHolders = [...new Map(pairs.map((pair) => [rightOf(pair.looks), holdersOf(pair)]))].toSorted(
    ([a, most], [b, fewest]) => fewest - most || (a < b ? -1 : 1),
  );
  const isUsual = new Set(
    byHolders.slice(0, Math.max(1, Math.floor(byHolders.length / 2))).map(([right]) => right),
  );
  const usual = pairs
    .filter((pair) => isUsual.has(rightOf(pair.looks)) && wouldAdvise(pair.looks, now) !== 'reduce')
    .toSorted(
      (a, b) => holdersOf(b) - holdersOf(a) || harmOf(a.looks) - harmOf(b.looks) || place(a) - place(b),
    );
  const worst = pairs.toSorted(
    (a, b) => harmOf(b.looks) - harmOf(a.looks) || holdersOf(a) - holdersOf(b) || place(a) - place(b),
  );
  const sound = oneOfEach(usual, how.sound);
  const bad = byTurns(
    worst.filter(({ looks }) => !isUsual.has(rightOf(looks))),
    how.bad,
    (looks) => wouldAdvise(looks, now),
  );
  if (bad.length === 0) return [];
  return [
    ...bad.map((pair): Planted => ({ ...pair, right: 'reduce' })),
    ...sound.map((pair): Planted => ({ ...pair, right: 'keep' })),
  ];
}

interface Pair {
  readonly looks: ItemLooks;
  readonly of: number;
}

/** What a rule would say by the looks of it alone: findings may say more. */
function wouldAdvise({ used, tier, privileged }: ItemLooks, now: string): 'keep' | 'reduce' | null {
  const at = Date.parse(used);
  if (used === 'never' || Date.parse(now) - at > 90 * 86_400_000) return 'reduce';
  return Number.isNaN(at) || privileged || tier === 'high' ? null : 'keep';
}

/** As many with each advice as there are, the worst of each first: whoever follows advice is right, alone and wrong by turns. */
function byTurns(
  worst: readonly Pair[],
  count: number,
  advice: (looks: ItemLooks) => 'keep' | 'reduce' | null,
): readonly Pair[] {
  const turns = (['reduce', null, 'keep'] as const).map((lean) =>
    oneOfEach(
      worst.filter(({ looks }) => advice(looks) === lean),
      Math.ceil(count / 3),
    ),
  );
  const first = oneOfEach(
    Array.from({ length: Math.ceil(count / 3) }, (_, at) => turns.flatMap((turn) => turn[at] ?? [])).flat(),
    count,
  );
  const rest = worst.filter((pair) => !first.includes(pair));
  return [...first, ...oneOfEach(rest, count - first.length)];
}

const rightOf = (looks: ItemLooks): string => `${looks.source} ${looks.entity} ${looks.object.key}`;
const pairOf = (looks: ItemLooks): string =>
  `${looks.source} ${looks.account.key} ${looks.entity} ${looks.object.key}`;

const harms: Readonly<Record<ItemLooks['tier'], number>> = { low: 0, medium: 1, high: 2, unknown: 2 };
const harmOf = (looks: ItemLooks): number => harms[looks.tier] * 2 + (looks.privileged ? 3 : 0);

function distinct<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

/** At most one of each account and, as long as there are others, of each right: planted items that are alike stand out. */
function oneOfEach(pairs: readonly Pair[], count: number): readonly Pair[] {
  const chosen: Pair[] = [];
  for (const most of [1, 3, Number.MAX_SAFE_INTEGER]) {
    for (const one of pairs) {
      if (chosen.length >= count) return chosen;
      const sameAccount = chosen.some(
        ({ looks }) => looks.account.key === one.looks.account.key && looks.source === one.looks.source,
      );
      const sameRight = chosen.filter(({ looks }) => looks.object.key === one.looks.object.key).length;
      if (!chosen.includes(one) && (!sameAccount || most > 1) && sameRight < most) chosen.push(one);
    }
  }
  return chosen;
}
