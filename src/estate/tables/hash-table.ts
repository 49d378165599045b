/**
 * Open-addressing table from 64-bit hashes to dense numbers 0, 1, 2 … in order of insertion: 8 bytes an entry and 4 a
 * slot, off the JavaScript heap, so that six million rows are known in about 150 MB. The slots are built at the first
 * lookup: a re-read whose rows come in the order of the last one never needs them.
 */
export class HashTable {
  #hi: Int32Array;
  #lo: Int32Array;
  #slots: Int32Array | undefined;
  #size = 0;

  constructor(expected = 1024) {
    const capacity = Math.max(1024, expected);
    this.#hi = new Int32Array(capacity);
    this.#lo = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }
  hi(at: number): number {
    return this.#hi[at] ?? 0;
  }
  lo(at: number): number {
    return this.#lo[at] ?? 0;
  }

  /** Every upper half, in order; a view, valid until the next append. */
  allHi(): Int32Array {
    return this.#hi.subarray(0, this.#size);
  }
  allLo(): Int32Array {
    return this.#lo.subarray(0, this.#size);
  }

  /** Appends without looking whether it is there. Returns its number. */
  append(hi: number, lo: number): number {
    const at = this.#size++;
    if (at === this.#hi.length) {
      this.#hi = grown(this.#hi, at * 2);
      this.#lo = grown(this.#lo, at * 2);
    }
    this.#hi[at] = hi;
    this.#lo[at] = lo;
    const slots = this.#slots;
    if (slots !== undefined) {
      if (this.#size * 3 > slots.length * 2) this.#slots = undefined;
      else slots[this.#free(slots, hi, lo)] = at + 1;
    }
    return at;
  }

  /** Its number, or -1. */
  find(hi: number, lo: number): number {
    const slots = this.#slots ?? this.#build();
    const mask = slots.length - 1;
    for (let slot = place(hi, lo) & mask; ; slot = (slot + 1) & mask) {
      const at = (slots[slot] ?? 0) - 1;
      if (at === -1) return -1;
      if (this.#lo[at] === lo && this.#hi[at] === hi) return at;
    }
  }

  #build(): Int32Array {
    let length = 2048;
    while (length < this.#size * 2) length *= 2;
    const slots = new Int32Array(length);
    for (let at = 0; at < this.#size; at++)
      slots[this.#free(slots, this.#hi[at] ?? 0, this.#lo[at] ?? 0)] = at + 1;
    this.#slots = slots;
    return slots;
  }

  #free(slots: Int32Array, hi: number, lo: number): number {
    const mask = slots.length - 1;
    let slot = place(hi, lo) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }
}

const place = (hi: number, lo: number): number => Math.imul(hi ^ (lo >>> 15), 0x9e3779b1) ^ lo;

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length);
  wider.set(array);
  return wider;
}
