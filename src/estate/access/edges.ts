import type { Hash64 } from '../tables/keyed-hash.ts';

/** Compressed sparse rows: what belongs to row n are `items[starts[n]]` up to (not including) `items[starts[n + 1]]`. */
export interface Rows {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** Edges as parallel arrays, 17 bytes each: from, to, the key hash of the row that says so, flags. */
export interface Edges {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly keyHi: Int32Array;
  readonly keyLo: Int32Array;
  readonly flags: Uint8Array;
}

/** Groups the numbers 0 … count-1 by `rowOf`, keeping their order within a row. */
export function rowsBy(rowOf: Int32Array, count: number, rows: number): Rows {
  const starts = new Int32Array(rows + 1);
  for (let i = 0; i < count; i++) {
    const row = rowOf[i] ?? -1;
    if (row >= 0) starts[row + 1] = (starts[row + 1] ?? 0) + 1;
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const items = new Int32Array(starts[rows] ?? 0);
  const next = starts.slice(0, rows);
  for (let i = 0; i < count; i++) {
    const row = rowOf[i] ?? -1;
    if (row < 0) continue;
    const place = next[row] ?? 0;
    items[place] = i;
    next[row] = place + 1;
  }
  return { starts, items };
}

/** Edges still being collected; `seal` cuts the arrays to their length. */
export class EdgeList {
  #count = 0;
  #from: Int32Array;
  #to: Int32Array;
  #keyHi: Int32Array;
  #keyLo: Int32Array;
  #flags: Uint8Array;

  constructor(expected = 1024) {
    const capacity = Math.max(1024, expected);
    this.#from = new Int32Array(capacity);
    this.#to = new Int32Array(capacity);
    this.#keyHi = new Int32Array(capacity);
    this.#keyLo = new Int32Array(capacity);
    this.#flags = new Uint8Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  add(from: number, to: number, key: Hash64, flags: number): void {
    const at = this.#count++;
    if (at === this.#from.length) this.#widen();
    this.#from[at] = from;
    this.#to[at] = to;
    this.#keyHi[at] = key.hi;
    this.#keyLo[at] = key.lo;
    this.#flags[at] = flags;
  }

  /** Appends edges `begin` up to (not including) `end` of others, as they are. */
  addRun(edges: Edges, begin: number, end: number): void {
    while (this.#from.length < this.#count + end - begin) this.#widen();
    this.#from.set(edges.from.subarray(begin, end), this.#count);
    this.#to.set(edges.to.subarray(begin, end), this.#count);
    this.#keyHi.set(edges.keyHi.subarray(begin, end), this.#count);
    this.#keyLo.set(edges.keyLo.subarray(begin, end), this.#count);
    this.#flags.set(edges.flags.subarray(begin, end), this.#count);
    this.#count += end - begin;
  }

  seal(): Edges {
    const count = this.#count;
    // a little slack is kept rather than copied away
    const cut = count * 8 >= this.#from.length * 7 ? 'subarray' : 'slice';
    return {
      count,
      from: this.#from[cut](0, count),
      to: this.#to[cut](0, count),
      keyHi: this.#keyHi[cut](0, count),
      keyLo: this.#keyLo[cut](0, count),
      flags: this.#flags[cut](0, count),
    };
  }

  #widen(): void {
    this.#from = wider(this.#from);
    this.#to = wider(this.#to);
    this.#keyHi = wider(this.#keyHi);
    this.#keyLo = wider(this.#keyLo);
    const longer = new Uint8Array(this.#flags.length * 2);
    longer.set(this.#flags);
    this.#flags = longer;
  }
}

function wider(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(array.length * 2);
  longer.set(array);
  return longer;
}
