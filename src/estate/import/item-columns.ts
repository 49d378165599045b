import type { ItemPrint } from '../../model/index.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';

/** A row that an item gave: number of its type, and the hash of its key. */
export interface ItemRow {
  readonly type: number;
  readonly key: Hash64;
}

/**
 * Items and the rows each gave, as columns: 16 bytes an item and 9 a row, off the JavaScript heap. The rows of item n are
 * those from `rowsFrom(n)` up to (not including) `rowsFrom(n + 1)`.
 */
export class ItemColumns {
  #prints: Int32Array;
  #ends: Int32Array;
  #keys: Int32Array;
  #types: Uint8Array;
  #items = 0;
  #rows = 0;

  constructor(items = 1024, rows = 1024) {
    const [itemCapacity, rowCapacity] = [Math.max(1, items), Math.max(1, rows)];
    this.#prints = new Int32Array(itemCapacity * 3);
    this.#ends = new Int32Array(itemCapacity);
    this.#keys = new Int32Array(rowCapacity * 2);
    this.#types = new Uint8Array(rowCapacity);
  }

  get items(): number {
    return this.#items;
  }
  get rows(): number {
    return this.#rows;
  }

  is(item: number, { hi, lo, more }: ItemPrint): boolean {
    const prints = this.#prints;
    const at = item * 3;
    return prints[at] === lo && prints[at + 1] === hi && prints[at + 2] === more;
  }
  print(item: number): ItemPrint {
    const [lo = 0, hi = 0, more = 0] = this.#prints.subarray(item * 3, item * 3 + 3);
    return { hi, lo, more };
  }
  /** The lower half of its print, to look it up by. */
  lo(item: number): number {
    return this.#prints[item * 3] ?? 0;
  }
  rowsFrom(item: number): number {
    return item === 0 ? 0 : (this.#ends[item - 1] ?? 0);
  }
  type(row: number): number {
    return this.#types[row] ?? 0;
  }
  /** The lower half of a row's key. */
  keyLo(row: number): number {
    return this.#keys[row * 2 + 1] ?? 0;
  }
  key(row: number): Hash64 {
    return { hi: this.#keys[row * 2] ?? 0, lo: this.#keys[row * 2 + 1] ?? 0 };
  }

  addRow({ type, key }: ItemRow): void {
    const at = this.#rows++;
    if (at === this.#types.length) {
      this.#keys = longer(this.#keys, new Int32Array(at * 4));
      this.#types = longer(this.#types, new Uint8Array(at * 2));
    }
    this.#types[at] = type;
    this.#keys[at * 2] = key.hi;
    this.#keys[at * 2 + 1] = key.lo;
  }

  /** Ends the item whose rows were added since the last one. */
  endItem({ hi, lo, more }: ItemPrint): void {
    const at = this.#items++;
    if (at === this.#ends.length) {
      this.#prints = longer(this.#prints, new Int32Array(at * 6));
      this.#ends = longer(this.#ends, new Int32Array(at * 2));
    }
    this.#prints[at * 3] = lo;
    this.#prints[at * 3 + 1] = hi;
    this.#prints[at * 3 + 2] = more;
    this.#ends[at] = this.#rows;
  }

  /** All of it, to be appended to other columns by `appendBytes`. */
  toBytes(): Buffer {
    const { items, rows } = this;
    return Buffer.concat([
      bytesOf(this.#prints.subarray(0, items * 3)),
      bytesOf(this.#ends.subarray(0, items)),
      bytesOf(this.#keys.subarray(0, rows * 2)),
      bytesOf(this.#types.subarray(0, rows)),
    ]);
  }

  /** Appends what `toBytes` gave, for which there must be room. */
  appendBytes(bytes: Buffer, items: number, rows: number): void {
    const aligned = Buffer.from(bytes); // at an offset that Int32Array accepts
    let at = 0;
    const ints = (count: number): Int32Array => {
      const part = new Int32Array(aligned.buffer, aligned.byteOffset + at, count);
      at += count * 4;
      return part;
    };
    this.#prints.set(ints(items * 3), this.#items * 3);
    this.#ends.set(ints(items), this.#items);
    for (let item = this.#items; item < this.#items + items; item++)
      this.#ends[item] = (this.#ends[item] ?? 0) + this.#rows;
    this.#keys.set(ints(rows * 2), this.#rows * 2);
    this.#types.set(aligned.subarray(at, at + rows), this.#rows);
    this.#items += items;
    this.#rows += rows;
  }
}

export const bytesPerItem = 16;
export const bytesPerRow = 9;

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function longer<T extends Int32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
