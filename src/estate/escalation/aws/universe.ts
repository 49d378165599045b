import type { Target } from './targets.ts';

/** Each target by a name that says all that an answer about it rests on, besides who asks. */
export interface NamedTarget {
  readonly name: string;
  readonly target: Target;
}

interface Difference {
  readonly added: readonly NamedTarget[];
  readonly gone: ReadonlySet<string>;
  /** What is in both stands in the same order. */
  readonly isInOrder: boolean;
}

/** Everything that a technique is tried with at one version, and what became of it since another. */
export class Universe {
  readonly targets: readonly NamedTarget[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #since = new WeakMap<Universe, Difference>();

  constructor(targets: readonly NamedTarget[]) {
    this.targets = targets;
    this.#places = new Map(targets.map(({ name }, at) => [name, at]));
  }

  isAs(other: Universe): boolean {
    return (
      this.targets.length === other.targets.length &&
      this.targets.every(({ name }, at) => other.targets[at]?.name === name)
    );
  }

  placeOf(name: string): number {
    return this.#places.get(name) ?? -1;
  }

  since(earlier: Universe): Difference {
    const known = this.#since.get(earlier);
    if (known !== undefined) return known;
    const places = earlier.targets.map(({ name }) => this.placeOf(name));
    const both = places.filter((place) => place !== -1);
    const found = {
      added: this.targets.filter(({ name }) => earlier.placeOf(name) === -1),
      gone: new Set(earlier.targets.flatMap(({ name }, at) => (places[at] === -1 ? [name] : []))),
      isInOrder: both.every((place, at) => at === 0 || (both[at - 1] ?? 0) < place),
    };
    this.#since.set(earlier, found);
    return found;
  }
}

/** What of a universe was reached, each with the name of its target. */
export interface Found<R> {
  readonly universe: Universe;
  readonly names: readonly string[];
  readonly reached: readonly R[];
}

/** All of a universe, each judged. */
export function findIn<R>(universe: Universe, judge: (target: Target) => R | undefined): Found<R> {
  const found = judged(universe.targets, judge);
  return { universe, names: found.map(({ name }) => name), reached: found.map(({ is }) => is) };
}

/**
 * The same for a later universe, in its order: only what was not in the earlier one is judged. The very same list when nothing
 * of it changed.
 */
export function carry<R>(
  before: Found<R>,
  universe: Universe,
  judge: (target: Target) => R | undefined,
): Found<R> {
  if (before.universe === universe) return before;
  const { added, gone, isInOrder } = universe.since(before.universe);
  const fresh = judged(added, judge);
  const isAsBefore = isInOrder && (gone.size === 0 || !before.names.some((name) => gone.has(name)));
  if (fresh.length === 0 && isAsBefore) return { ...before, universe };
  const all = before.reached.flatMap((is, at) => {
    const name = before.names[at] ?? '';
    return gone.has(name) ? [] : [{ name, is, place: universe.placeOf(name) }];
  });
  for (const { name, is } of fresh) all.push({ name, is, place: universe.placeOf(name) });
  all.sort((a, b) => a.place - b.place);
  return { universe, names: all.map(({ name }) => name), reached: all.map(({ is }) => is) };
}

const judged = <R>(
  targets: readonly NamedTarget[],
  judge: (target: Target) => R | undefined,
): readonly { readonly name: string; readonly is: R }[] =>
  targets.flatMap(({ name, target }) => {
    const is = judge(target);
    return is === undefined ? [] : [{ name, is }];
  });
