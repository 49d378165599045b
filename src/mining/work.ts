/** How much comparing is left to do, in words of 32 bits: a bound that, unlike a clock, gives the same answer everywhere. */
export class Work {
  readonly whole: number;
  #left: number;

  constructor(words: number) {
    this.whole = words;
    this.#left = words;
  }

  spend(words: number): void {
    this.#left -= words;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** From 1 to 0. */
  get shareLeft(): number {
    return Math.max(0, this.#left / this.whole);
  }
}
