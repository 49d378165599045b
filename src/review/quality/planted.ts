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
 * and has no key of a row: there is nothing that a change could be made of.
 */
export interface Planted {
  readonly looks: ItemLooks;
  readonly right: 'keep' | 'reduce';
  /** What is shown as advice. On those that should go it is right, absent and wrong by turns; on sound ones never wrong. */
  readonly advice: 'keep' | 'reduce' | null;
  /** The real item after which it is shown, by its place in what was given. */
  readonly after: number;
}

/**
 * Chooses planted items for one reviewer out of the items they get, by the campaign's seed. Those that should go: much harm,
 * never used, held by nobody else of theirs with that account's kind. Sound ones: a right that most of them hold, in use.
 * Fewer than asked for where no pair is left that nobody holds; nothing is made up.
 */
export function plantedFor(
  items: readonly ItemLooks[],
  how: { readonly bad: number; readonly sound: number },
  seed: string,
): readonly Planted[] {
  const held = new Set(items.map(pairOf));
  const accounts = distinct(items, (item) => `${item.source} ${item.account.key}`);
  const objects = distinct(items, (item) => `${item.source} ${item.entity} ${item.object.key}`);
  const holders = countBy(items, (item) => `${item.source} ${item.entity} ${item.object.key}`);
  const pairs = accounts.flatMap((account) =>
    objects.flatMap((object) => {
      const looks = { ...object, account: account.account };
      return account.source !== object.source || held.has(pairOf(looks)) ? [] : [looks];
    }),
  );
  const order = new Map(lowestFirst(`plant ${seed}`, pairs.map(pairOf)).map((pair, at) => [pair, at]));
  const place = (looks: ItemLooks): number => order.get(pairOf(looks)) ?? 0;
  const holdersOf = (looks: ItemLooks): number =>
    holders.get(`${looks.source} ${looks.entity} ${looks.object.key}`) ?? 0;
  const worst = pairs.toSorted(
    (a, b) => harmOf(b) - harmOf(a) || holdersOf(a) - holdersOf(b) || place(a) - place(b),
  );
  const bad = oneOfEach(worst, how.bad);
  const taken = new Set(bad.map(pairOf));
  const usual = pairs
    .filter((looks) => !taken.has(pairOf(looks)))
    .toSorted((a, b) => holdersOf(b) - holdersOf(a) || harmOf(a) - harmOf(b) || place(a) - place(b));
  // among those that it is ranked with: a mild one between grave ones would stand out
  const after = (looks: ItemLooks, at: number): number => {
    const alike = items.flatMap((item, place) => (harmOf(item) === harmOf(looks) ? [place] : []));
    return alike[(place(looks) * 7919 + at * 104_729) % Math.max(1, alike.length)] ?? 0;
  };
  return [
    ...bad.map((looks, at): Planted => ({
      looks: { ...looks, used: 'never', since: oldest(items) },
      right: 'reduce',
      advice: (['reduce', null, 'keep'] as const)[at % 3] ?? null,
      after: after(looks, at),
    })),
    ...oneOfEach(usual, how.sound).map((looks, at): Planted => ({
      looks: { ...looks, used: latest(items) },
      right: 'keep',
      advice: at % 2 === 0 ? 'keep' : null,
      after: after(looks, at + how.bad),
    })),
  ];
}

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
function oneOfEach(looks: readonly ItemLooks[], count: number): readonly ItemLooks[] {
  const chosen: ItemLooks[] = [];
  for (const most of [1, 3, Number.MAX_SAFE_INTEGER]) {
    for (const one of looks) {
      if (chosen.length >= count) return chosen;
      const sameAccount = chosen.some(
        (other) => other.account.key === one.account.key && other.source === one.source,
      );
      const sameRight = chosen.filter((other) => other.object.key === one.object.key).length;
      if (!chosen.includes(one) && (!sameAccount || most > 1) && sameRight < most) chosen.push(one);
    }
  }
  return chosen;
}

const oldest = (items: readonly ItemLooks[]): string | null =>
  items.flatMap(({ since }) => since ?? []).toSorted()[0] ?? null;

/** The latest use among the items: where none is known, what most of them say. */
function latest(items: readonly ItemLooks[]): string {
  const dated = items.flatMap(({ used }) => (/^\d{4}-/.test(used) ? [used] : [])).toSorted();
  return dated.at(-1) ?? items[0]?.used ?? 'unknown';
}
