import { hash } from 'node:crypto';
import type { Distinct } from '../../model/index.ts';

/** How often something was seen, and when first and last; a time is absent where no event of it had one. */
export interface Seen {
  readonly count: number;
  readonly firstMs?: number | undefined;
  readonly lastMs?: number | undefined;
}

/** A tally as it is written down: each name with its count and when it was seen first and last. */
export interface TallyState {
  total: number;
  bound: number | null;
  names: [name: string, count: number, first: number | null, last: number | null][];
}

const space = 2 ** 48;

/** Without a time `firstMs` is beyond every number and `lastMs` below: both stay numbers, which is what counting costs least with. */
interface Counts {
  count: number;
  firstMs: number;
  lastMs: number;
  /** Where its hash was needed. */
  hash: number;
}
const never = { firstMs: Infinity, lastMs: -Infinity };
const timeOf = (ms: number): number | undefined => (Number.isFinite(ms) ? ms : undefined);

/**
 * Counts of names. Up to `capacity` names it is exact. Beyond that it keeps those with the smallest hashes, each with its
 * exact count and times, knows the sum of all, and estimates how many names there were (k minimum values). So merging is
 * exactly associative and commutative: the order and the cutting of a log change nothing. (Summaries that keep the most
 * frequent names are not: which names they keep depends on the order.) What is kept is a sample and no ranking once there
 * are more names than fit; `distinct().exact` says which it is.
 */
export class Tally {
  readonly #capacity: number;
  readonly #groupOf: ((name: string) => string) | undefined;
  readonly #seen: Map<string, Counts>;
  #total: number;
  #lastName: string | undefined;
  #last: Counts | undefined;
  /** Names with hashes above this are not kept; undefined while every name is. */
  #bound: number | undefined;

  /** `groupOf`: names of one group are kept together or not at all; by itself each name is one. */
  constructor(capacity: number, groupOf?: (name: string) => string) {
    this.#capacity = capacity;
    this.#groupOf = groupOf;
    this.#seen = new Map();
    this.#total = 0;
  }

  add(name: string, atMs: number | undefined, count = 1): void {
    this.#total += count;
    // most events of an identity are as the one before: then nothing is looked up
    const before = name === this.#lastName ? this.#last : this.#seen.get(name);
    if (before !== undefined) {
      this.#lastName = name;
      this.#last = before;
      before.count += count;
      if (atMs === undefined) return;
      if (atMs < before.firstMs) before.firstMs = atMs;
      if (atMs > before.lastMs) before.lastMs = atMs;
      return;
    }
    const hash = this.#bound === undefined ? unknownHash : this.#hashOf(name);
    if (this.#bound !== undefined && hash > this.#bound) return;
    this.#seen.set(name, {
      count,
      firstMs: atMs ?? never.firstMs,
      lastMs: atMs ?? never.lastMs,
      hash,
    });
    // cutting later costs one sort for many names and changes nothing: see `#cut`
    if (this.#seen.size > this.#capacity * 1.25 + 8) this.#cut();
  }

  /** As often, from its first time to its last. */
  addSpan(name: string, { count, firstMs, lastMs }: Readonly<Record<keyof Seen, number>>): void {
    this.add(name, firstMs, count);
    // of a name that is not kept this adds nothing
    this.add(name, lastMs, 0);
  }

  /** So many more were counted, of names that are not kept: each of them has a larger hash than all that are. */
  addOthers(count: number): void {
    this.#total += count;
  }

  /** The same tally, which is empty yet, with what was written down of another one of its kind. */
  with({ total, bound, names }: TallyState): this {
    for (const [name, count, first, last] of names)
      this.#seen.set(name, {
        count,
        firstMs: first ?? never.firstMs,
        lastMs: last ?? never.lastMs,
        hash: unknownHash,
      });
    this.#total = total;
    this.#bound = bound ?? undefined;
    this.#cut();
    return this;
  }

  /** All of it as plain values, the same for the same events in any order. */
  toState(): TallyState {
    return {
      total: this.#total,
      names: this.top(this.#capacity).map(({ name, count, firstMs, lastMs }) => [
        name,
        count,
        firstMs ?? null,
        lastMs ?? null,
      ]),
      bound: this.#bound ?? null,
    };
  }

  /** The tally of both logs together; neither is changed. */
  static merged(a: Tally, b: Tally): Tally {
    const merged = new Tally(Math.min(a.#capacity, b.#capacity), a.#groupOf);
    for (const part of [a, b])
      for (const [name, { count, firstMs, lastMs, hash }] of part.#seen) {
        const before = merged.#seen.get(name) ?? { count: 0, ...never, hash };
        merged.#seen.set(name, {
          count: count + before.count,
          firstMs: Math.min(before.firstMs, firstMs),
          lastMs: Math.max(before.lastMs, lastMs),
          hash: Math.max(before.hash, hash),
        });
      }
    merged.#total = a.#total + b.#total;
    merged.#bound =
      a.#bound === undefined ? b.#bound : b.#bound === undefined ? a.#bound : Math.min(a.#bound, b.#bound);
    merged.#cut();
    return merged;
  }

  /** All that was counted, of names that are kept and of those that are not. */
  get total(): number {
    return this.#total;
  }

  distinct(): Distinct {
    this.#cut();
    if (this.#bound === undefined) return { count: this.#seen.size, exact: true };
    if (this.#groupOf === undefined)
      return {
        count: Math.max(this.#capacity, Math.round(((this.#capacity - 1) * space) / this.#bound)),
        exact: false,
      };
    return {
      count: Math.max(this.#capacity + 1, Math.round((this.#seen.size * space) / Math.max(1, this.#bound))),
      exact: false,
    };
  }

  /** The names that are kept, most often seen first, names in order where that is equal. */
  top(most: number): readonly (Seen & { readonly name: string })[] {
    this.#cut();
    return [...this.#seen]
      .map(([name, { count, firstMs, lastMs }]) => ({
        name,
        count,
        firstMs: timeOf(firstMs),
        lastMs: timeOf(lastMs),
      }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, most);
  }

  /**
   * Down to the `capacity` smallest hashes. The bound only ever falls, so a name that is kept at the end was kept from its
   * first time on, and its count is exact. Of groups those stay that come before the first whose names do not all fit; no
   * part of a log, read by itself, has more names below any bound than the whole, so nothing that stays was ever dropped.
   */
  #cut(): void {
    this.#lastName = this.#last = undefined;
    if (this.#bound !== undefined)
      for (const [name, counts] of this.#seen)
        if (this.#hashIn(name, counts) > this.#bound) this.#seen.delete(name);
    if (this.#seen.size <= this.#capacity) return;
    const hashes = [...this.#seen]
      .map(([name, counts]) => ({ name, at: this.#hashIn(name, counts) }))
      .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
    // of groups everything below the first that does not fit, whether or not a name is there yet: one may still come
    this.#bound =
      this.#groupOf === undefined
        ? (hashes[this.#capacity - 1]?.at ?? 0)
        : (hashes[this.#capacity]?.at ?? 0) - 1;
    const kept =
      this.#groupOf === undefined
        ? this.#capacity
        : hashes.filter(({ at }) => at <= (this.#bound ?? 0)).length;
    for (const { name } of hashes.slice(kept)) this.#seen.delete(name);
  }

  #hashIn(name: string, counts: Counts): number {
    if (counts.hash === unknownHash) counts.hash = this.#hashOf(name);
    return counts.hash;
  }

  #hashOf(name: string): number {
    return hashOf(this.#groupOf === undefined ? name : this.#groupOf(name));
  }
}

const unknownHash = -1;

/** Names come again and again, in the tallies of one identity and of all. */
const hashes = new Map<string, number>();
const mostHashes = 20_000;
function hashOf(name: string): number {
  const known = hashes.get(name);
  if (known !== undefined) return known;
  if (hashes.size >= mostHashes) hashes.clear();
  const made = Number.parseInt(hash('sha256', name, 'hex').slice(0, 12), 16);
  hashes.set(name, made);
  return made;
}

export const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);
export const most = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);
