import type { ItemMemory, ItemPrint } from '../../model/index.ts';
import type { ItemColumns } from './item-columns.ts';

const lookedAhead = 16;

/**
 * The items of a source's last complete read, for one read that may skip them. Every live row of the source belongs to
 * exactly one of them; rows that came without an item belong to items that `meet` never finds.
 *
 * Items mostly come in the order in which a whole read brought them, so the next few are tried first. Those that later
 * reads added are looked up; the others only once so many were missed that the source must be in another order: an item
 * that is not found is read, which costs time and nothing else.
 */
export class RememberedItems implements ItemMemory {
  readonly columns: ItemColumns;
  readonly #gone: Uint8Array;
  readonly #met: Uint8Array;
  readonly #there: number;
  #inOrder: number;
  #next = 0;
  #missed = 0;
  #slots: Int32Array | undefined;
  skipped = 0;

  /** `gone`: numbers of items that later reads did not have any more; `inOrder`: how many a whole read brought. */
  constructor(columns: ItemColumns, how: { readonly gone: Iterable<number>; readonly inOrder: number }) {
    this.columns = columns;
    this.#inOrder = how.inOrder;
    this.#gone = new Uint8Array(columns.items);
    this.#met = new Uint8Array(columns.items);
    let away = 0;
    for (const item of how.gone) {
      this.#gone[item] = 1;
      away++;
    }
    this.#there = columns.items - away;
  }

  meet(print: ItemPrint): number | undefined {
    const { columns } = this;
    let at = this.#ahead(print);
    if (at === -1) at = this.#find(print);
    else this.#next = at + 1;
    if (at === -1 || this.#met[at] === 1 || columns.is(at, loose)) return undefined;
    this.#met[at] = 1;
    this.skipped++;
    return columns.rowsFrom(at + 1) - columns.rowsFrom(at);
  }

  /** Numbers of the items that this read did not meet. */
  missing(): Int32Array {
    const missing = new Int32Array(this.#there - this.skipped);
    const [gone, met] = [this.#gone, this.#met];
    let count = 0;
    for (let item = 0; item < gone.length; item++)
      if (gone[item] === 0 && met[item] === 0) missing[count++] = item;
    return missing;
  }

  isThere(item: number): boolean {
    return this.#gone[item] === 0;
  }
  wasMet(item: number): boolean {
    return this.#met[item] === 1;
  }

  #ahead(print: ItemPrint): number {
    const end = Math.min(this.#next + lookedAhead, this.#inOrder);
    for (let at = this.#next; at < end; at++)
      if (this.columns.is(at, print) && this.#gone[at] === 0) return at;
    return -1;
  }

  #find(print: ItemPrint): number {
    const at = this.#lookUp(print);
    if (at !== -1 || this.#inOrder === 0) return at;
    if (++this.#missed * 50 <= this.columns.items) return -1;
    this.#inOrder = 0; // another order: from now on all are looked up
    this.#slots = undefined;
    return this.#lookUp(print);
  }

  #lookUp(print: ItemPrint): number {
    const slots = (this.#slots ??= this.#build());
    const mask = slots.length - 1;
    for (let slot = mixed(print.lo) & mask; ; slot = (slot + 1) & mask) {
      const at = (slots[slot] ?? 0) - 1;
      if (at === -1 || this.columns.is(at, print)) return at;
    }
  }

  #build(): Int32Array {
    let length = 1024;
    while (length < (this.columns.items - this.#inOrder) * 2) length *= 2;
    const slots = new Int32Array(length);
    const mask = length - 1;
    for (let item = this.#inOrder; item < this.columns.items; item++) {
      if (this.#gone[item] === 1 || this.columns.is(item, loose)) continue;
      let slot = mixed(this.columns.lo(item)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = item + 1;
    }
    return slots;
  }
}

/** The print of what came without an item; no item can be met under it. */
export const loose: ItemPrint = { hi: 0, lo: 0, more: 0 };

const mixed = (lo: number): number => Math.imul(lo ^ (lo >>> 15), 0x9e3779b1) >>> 0;
