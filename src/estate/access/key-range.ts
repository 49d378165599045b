import { HashTable } from '../tables/hash-table.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';

/** Things of one source in the order of their key hashes: the first has the number `first`, the next one more. */
export interface KeyRange {
  readonly first: number;
  readonly keys: HashTable;
}

/** Its number in the graph, or -1. */
export function numberIn(range: KeyRange, key: Hash64): number {
  const at = range.keys.find(key.hi, key.lo);
  return at === -1 ? -1 : range.first + at;
}

/** Where the keys of a range went: `to[place before]` is the place after, or -1; `from[place after]` the place before, or -1. */
export interface MergedKeys {
  readonly keys: HashTable;
  readonly to: Int32Array;
  readonly from: Int32Array;
}

/** The keys without those of `gone` and with `added` (in order, none of them there before), still in order. */
export function mergeKeys(before: HashTable, added: readonly Hash64[], gone: HashTable): MergedKeys {
  const keys = new HashTable(before.size + added.length);
  const to = new Int32Array(before.size);
  const from: number[] = [];
  let next = 0;
  const takeAdded = (until: Hash64 | undefined): void => {
    for (; next < added.length; next++) {
      const key = added[next];
      if (key === undefined || (until !== undefined && inKeyOrder(key, until) > 0)) return;
      keys.append(key.hi, key.lo);
      from.push(-1);
    }
  };
  for (let at = 0; at < before.size; at++) {
    const key = { hi: before.hi(at), lo: before.lo(at) };
    takeAdded(key);
    if (gone.find(key.hi, key.lo) !== -1) to[at] = -1;
    else {
      to[at] = keys.append(key.hi, key.lo);
      from.push(at);
    }
  }
  takeAdded(undefined);
  return { keys, to, from: Int32Array.from(from) };
}

/** As PostgreSQL orders the signed 64-bit values. */
export const inKeyOrder = (a: Hash64, b: Hash64): number =>
  a.hi === b.hi ? (a.lo >>> 0) - (b.lo >>> 0) : a.hi - b.hi;
