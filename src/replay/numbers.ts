/** Whole numbers, one after another, in memory that grows by doubling. */
export class Numbers {
  #kept = new Int32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(number: number): void {
    if (this.#count === this.#kept.length) {
      const wider = new Int32Array(this.#count * 2);
      wider.set(this.#kept);
      this.#kept = wider;
    }
    this.#kept[this.#count++] = number;
  }

  /** As many as were pushed; not to be pushed to any more. */
  taken(): Int32Array {
    return this.#kept.subarray(0, this.#count);
  }
}
