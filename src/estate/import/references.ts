import type { Reference } from '../tables/encode.ts';
import { HashTable } from '../tables/hash-table.ts';
import { int8Text, type Hash64, type Hasher } from '../tables/keyed-hash.ts';

/** What new rows refer to, each target once with how many rows refer to it, to be looked up when the read has ended. */
export class References {
  readonly #hash: Hasher;
  readonly #targets = { holder: tally(), account: tally(), entitlement: tally() };

  constructor(hash: Hasher) {
    this.#hash = hash;
  }

  add(references: readonly Reference[]): void {
    for (const { to, key } of references) {
      const target = this.#targets[to];
      if (target.lastKey === key) {
        target.counts[target.lastAt] = (target.counts[target.lastAt] ?? 0) + 1;
        continue;
      }
      const { hi, lo } = this.#hash(key);
      let at = target.keys.find(hi, lo);
      if (at === -1) at = target.keys.append(hi, lo);
      target.counts[at] = (target.counts[at] ?? 0) + 1;
      target.lastKey = key;
      target.lastAt = at;
    }
  }

  /** Key hashes (decimal text) of everything referred to. */
  targets(to: Reference['to']): readonly string[] {
    const { keys } = this.#targets[to];
    return Array.from({ length: keys.size }, (_, at) => int8Text({ hi: keys.hi(at), lo: keys.lo(at) }));
  }

  /** Targets for which `stands` says no, with the number of rows that refer to them. */
  missing(stands: (to: Reference['to'], key: Hash64) => boolean): readonly MissingTarget[] {
    const missing: MissingTarget[] = [];
    for (const to of ['holder', 'account', 'entitlement'] as const) {
      const { keys, counts } = this.#targets[to];
      for (let at = 0; at < keys.size; at++) {
        const key = { hi: keys.hi(at), lo: keys.lo(at) };
        if (!stands(to, key)) missing.push({ to, keyHash: int8Text(key), rows: counts[at] ?? 0 });
      }
    }
    return missing;
  }
}

export interface MissingTarget {
  readonly to: Reference['to'];
  readonly keyHash: string;
  readonly rows: number;
}

const tally = (): { keys: HashTable; counts: number[]; lastKey: string | undefined; lastAt: number } => ({
  keys: new HashTable(),
  counts: [],
  lastKey: undefined,
  lastAt: 0,
});
