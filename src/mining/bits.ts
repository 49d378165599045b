/** A set of small whole numbers, as bits: what a matrix's rows and columns are compared by. */
export class Bits {
  readonly words: Uint32Array;
  readonly size: number;

  /** An empty set of numbers below `size`, or one with these members. */
  constructor(size: number, members: Iterable<number> = []) {
    this.size = size;
    this.words = new Uint32Array((size + 31) >>> 5);
    for (const member of members) this.add(member);
  }

  static all(size: number): Bits {
    const bits = new Bits(size);
    for (let each = 0; each < size; each++) bits.add(each);
    return bits;
  }

  copy(): Bits {
    const bits = new Bits(this.size);
    bits.words.set(this.words);
    return bits;
  }

  has(each: number): boolean {
    return ((this.words[each >>> 5] ?? 0) & (1 << (each & 31))) !== 0;
  }

  add(each: number): void {
    const at = each >>> 5;
    this.words[at] = (this.words[at] ?? 0) | (1 << (each & 31));
  }

  delete(each: number): void {
    const at = each >>> 5;
    this.words[at] = (this.words[at] ?? 0) & ~(1 << (each & 31));
  }

  /** Keeps what the other has too. */
  and(other: Bits): this {
    for (let at = 0; at < this.words.length; at++)
      this.words[at] = (this.words[at] ?? 0) & (other.words[at] ?? 0);
    return this;
  }

  or(other: Bits): this {
    for (let at = 0; at < this.words.length; at++)
      this.words[at] = (this.words[at] ?? 0) | (other.words[at] ?? 0);
    return this;
  }

  /** Takes out what the other has. */
  minus(other: Bits): this {
    for (let at = 0; at < this.words.length; at++)
      this.words[at] = (this.words[at] ?? 0) & ~(other.words[at] ?? 0);
    return this;
  }

  isWithin(other: Bits): boolean {
    const { words } = this;
    for (let at = 0; at < words.length; at++)
      if (((words[at] ?? 0) & ~(other.words[at] ?? 0)) !== 0) return false;
    return true;
  }

  meets(other: Bits): boolean {
    const { words } = this;
    for (let at = 0; at < words.length; at++)
      if (((words[at] ?? 0) & (other.words[at] ?? 0)) !== 0) return true;
    return false;
  }

  get isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  count(): number {
    let count = 0;
    for (const word of this.words) count += ones(word);
    return count;
  }

  /** How many both have. */
  countShared(other: Bits): number {
    let count = 0;
    for (let at = 0; at < this.words.length; at++)
      count += ones((this.words[at] ?? 0) & (other.words[at] ?? 0));
    return count;
  }

  /** The members in order. */
  members(): number[] {
    const members: number[] = [];
    for (let at = 0; at < this.words.length; at++) {
      let word = this.words[at] ?? 0;
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        members.push((at << 5) + bit);
        word &= word - 1;
      }
    }
    return members;
  }
}

function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
