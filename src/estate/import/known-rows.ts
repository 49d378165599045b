import { noUse } from '../tables/encode.ts';
import { HashTable } from '../tables/hash-table.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';

/** How an observed row compares with what is live. */
export type Comparison = 'unchanged' | 'added' | 'changed' | 'repeated' | 'contradicted';

/** States of a row, as bits. */
const wasLive = 1;
const isSeen = 2;
/** This read told otherwise of it than what is live, be it only of its last use. */
const isOther = 4;

/**
 * The live rows of one source and type as (key hash, row digest), 17 bytes a row plus the last use where it is kept. A
 * reader mostly gives rows in the order of its last read, so the row after the last one met is tried first, by its
 * digest alone; only a row that differs there is looked up by its key. When a read skips items, only the rows that it
 * asks about are in here; `live` counts all.
 */
export class KnownRows {
  readonly keys: HashTable;
  readonly #keepsUse: boolean;
  #digestHi = new Int32Array(1024);
  #digestLo = new Int32Array(1024);
  #state = new Uint8Array(1024);
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

  /** A row that is live in the database, before it is compared. Does not count in `live`. */
  load(key: Hash64, digest: Hash64, useMs: number): void {
    this.#put(key, digest, useMs, wasLive);
  }

  /** Takes one observed row. `keyOf` is asked only when the digest did not match in order. */
  compare(digest: Hash64, useMs: number, keyOf: () => Hash64): Comparison {
    const next = this.#next;
    if (
      next < this.keys.size &&
      this.#digestLo[next] === digest.lo &&
      this.#digestHi[next] === digest.hi &&
      this.#state[next] === wasLive
    ) {
      this.#next = next + 1;
      this.#meet(next, useMs);
      return 'unchanged';
    }
    const key = keyOf();
    const aligned = next < this.keys.size && this.keys.lo(next) === key.lo && this.keys.hi(next) === key.hi;
    const at = aligned ? next : this.keys.find(key.hi, key.lo);
    if (at === -1) {
      const fresh = this.#put(key, digest, useMs, isSeen);
      this.added++;
      if (useMs !== noUse) this.used.push(fresh);
      return 'added';
    }
    const same = this.#digestLo[at] === digest.lo && this.#digestHi[at] === digest.hi;
    if (this.#is(at, isSeen)) return same ? 'repeated' : 'contradicted';
    this.#next = at + 1;
    this.#meet(at, useMs);
    if (same) return 'unchanged';
    this.#digestHi[at] = digest.hi;
    this.#digestLo[at] = digest.lo;
    this.#state[at] = wasLive | isSeen | isOther;
    this.changed++;
    return 'changed';
  }

  /** A live row of which a skipped item says that it is as it was; `contradicted` when this read told otherwise of it. */
  confirm(key: Hash64): 'confirmed' | 'repeated' | 'contradicted' {
    const at = this.keys.size === 0 ? -1 : this.keys.find(key.hi, key.lo);
    if (at === -1 || this.#state[at] === wasLive) {
      this.seenLive++;
      if (at !== -1) this.#state[at] = wasLive | isSeen;
      return 'confirmed';
    }
    return this.#state[at] === (wasLive | isSeen) ? 'repeated' : 'contradicted';
  }

  /** A live row of which nothing says any more that it is there, unless this read saw it. */
  doubt(key: Hash64): void {
    if (this.keys.find(key.hi, key.lo) === -1) this.#put(key, noDigest, noUse, wasLive);
  }

  /** There after this read: met in it, or (in a read that closes nothing) live before. */
  stands(key: Hash64, closesUnseen: boolean): boolean {
    const at = this.keys.find(key.hi, key.lo);
    return at !== -1 && (!closesUnseen || this.#is(at, isSeen));
  }

  useOf(at: number): number {
    return this.#uses[at] ?? noUse;
  }

  /** Key hashes of live rows that this read did not meet. */
  *unseen(): Generator<Hash64> {
    for (let at = 0; at < this.keys.size; at++)
      if (this.#state[at] === wasLive) yield { hi: this.keys.hi(at), lo: this.keys.lo(at) };
  }

  #is(at: number, state: number): boolean {
    return ((this.#state[at] ?? 0) & state) !== 0;
  }

  #meet(at: number, useMs: number): void {
    this.#state[at] = wasLive | isSeen;
    this.seenLive++;
    if (this.#keepsUse && this.#uses[at] !== useMs) {
      this.#state[at] = wasLive | isSeen | isOther;
      this.#uses[at] = useMs;
      this.used.push(at);
    }
  }

  #put(key: Hash64, digest: Hash64, useMs: number, state: number): number {
    const at = this.keys.append(key.hi, key.lo);
    if (at === this.#state.length) this.#grow(at * 2);
    this.#digestHi[at] = digest.hi;
    this.#digestLo[at] = digest.lo;
    this.#state[at] = state;
    if (this.#keepsUse) {
      if (at >= this.#uses.length) {
        const wider = new Float64Array(this.#state.length);
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
    const state = new Uint8Array(length);
    hi.set(this.#digestHi);
    lo.set(this.#digestLo);
    state.set(this.#state);
    this.#digestHi = hi;
    this.#digestLo = lo;
    this.#state = state;
  }
}

const noDigest: Hash64 = { hi: 0, lo: 0 };
