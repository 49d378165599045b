import { noUse } from '../tables/encode.ts';
import { HashTable } from '../tables/hash-table.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';

/** How an observed row compares with what is live. */
export type Comparison = 'unchanged' | 'added' | 'changed' | 'repeated' | 'contradicted';

/**
 * The live rows of one source and type as (key hash, row digest), 17 bytes a row plus the last use where it is kept. A
 * reader mostly gives rows in the order of its last read, so the row after the last one met is tried first, by its
 * digest alone; only a row that differs there is looked up by its key.
 */
export class KnownRows {
  readonly keys: HashTable;
  readonly #keepsUse: boolean;
  #digestHi = new Int32Array(1024);
  #digestLo = new Int32Array(1024);
  #seen = new Uint8Array(1024);
  #uses = new Float64Array(0);
  #next = 0;
  /** Rows that were live before this read. */
  live = 0;
  seenLive = 0;
  added = 0;
  changed = 0;
  /** Rows whose last use is new or another than before, by number in `keys`. */
  readonly used: number[] = [];

  constructor(expected: number, keepsUse: boolean) {
    this.keys = new HashTable(expected);
    this.#keepsUse = keepsUse;
  }

  /** A row that is live in the database; all of them before the first `compare`. */
  load(key: Hash64, digest: Hash64, useMs: number): void {
    this.#put(key.hi, key.lo, digest, useMs);
    this.live++;
  }

  /** Takes one observed row. `keyOf` is asked only when the digest did not match in order. */
  compare(digest: Hash64, useMs: number, keyOf: () => Hash64): Comparison {
    const next = this.#next;
    if (
      next < this.live &&
      this.#digestLo[next] === digest.lo &&
      this.#digestHi[next] === digest.hi &&
      this.#seen[next] === 0
    ) {
      this.#next = next + 1;
      this.#meet(next, useMs);
      return 'unchanged';
    }
    const key = keyOf();
    const aligned = next < this.live && this.keys.lo(next) === key.lo && this.keys.hi(next) === key.hi;
    const at = aligned ? next : this.keys.find(key.hi, key.lo);
    if (at === -1) {
      const fresh = this.#put(key.hi, key.lo, digest, useMs);
      this.#seen[fresh] = 1;
      this.added++;
      if (useMs !== noUse) this.used.push(fresh);
      return 'added';
    }
    const same = this.#digestLo[at] === digest.lo && this.#digestHi[at] === digest.hi;
    if (this.#seen[at] === 1) return same ? 'repeated' : 'contradicted';
    this.#next = at + 1;
    this.#meet(at, useMs);
    if (same) return 'unchanged';
    this.#digestHi[at] = digest.hi;
    this.#digestLo[at] = digest.lo;
    this.changed++;
    return 'changed';
  }

  /** There after this read: met in it, or (in a read that closes nothing) live before. */
  stands(key: Hash64, closesUnseen: boolean): boolean {
    const at = this.keys.find(key.hi, key.lo);
    return at !== -1 && (!closesUnseen || this.#seen[at] === 1);
  }

  useOf(at: number): number {
    return this.#uses[at] ?? noUse;
  }

  /** Key hashes of live rows that this read did not meet. */
  *unseen(): Generator<Hash64> {
    for (let at = 0; at < this.live; at++)
      if (this.#seen[at] === 0) yield { hi: this.keys.hi(at), lo: this.keys.lo(at) };
  }

  #meet(at: number, useMs: number): void {
    this.#seen[at] = 1;
    this.seenLive++;
    if (this.#keepsUse && this.#uses[at] !== useMs) {
      this.#uses[at] = useMs;
      this.used.push(at);
    }
  }

  #put(hi: number, lo: number, digest: Hash64, useMs: number): number {
    const at = this.keys.append(hi, lo);
    if (at === this.#seen.length) this.#grow(at * 2);
    this.#digestHi[at] = digest.hi;
    this.#digestLo[at] = digest.lo;
    if (this.#keepsUse) {
      if (at >= this.#uses.length) {
        const wider = new Float64Array(this.#seen.length);
        wider.set(this.#uses);
        this.#uses = wider;
      }
      this.#uses[at] = useMs;
    }
    return at;
  }

  #grow(length: number): void {
    const hi = new Int32Array(length);
    const lo = new Int32Array(length);
    const seen = new Uint8Array(length);
    hi.set(this.#digestHi);
    lo.set(this.#digestLo);
    seen.set(this.#seen);
    this.#digestHi = hi;
    this.#digestLo = lo;
    this.#seen = seen;
  }
}
