import { setImmediate } from 'node:timers/promises';
import { monotonicMs } from '../../platform/clock.ts';

/** How long a piece of work lasts before others come first, and how often it is asked whether to go on. */
const longestMs = 20;
const askedEveryMs = 1000;

/** A piece of work was given up: what it was for is not wanted any more. */
export class GivenUp extends Error {
  constructor() {
    super('a newer version came while an older one was put together');
  }
}

/** Has long work done in pieces, between which everybody else is served. */
export class Pace {
  readonly #isWanted: (() => Promise<boolean>) | undefined;
  readonly #clock: () => number;
  #began: number;
  #asked: number;

  /** `isWanted` is asked now and then; once it says no, `rest` throws `GivenUp`. */
  constructor(of: { readonly isWanted?: () => Promise<boolean>; readonly clock?: () => number } = {}) {
    this.#isWanted = of.isWanted;
    this.#clock = of.clock ?? monotonicMs;
    this.#began = this.#asked = this.#clock();
  }

  get isDue(): boolean {
    return this.#clock() - this.#began >= longestMs;
  }

  /** Lets others come first. */
  async rest(): Promise<void> {
    await setImmediate();
    const now = this.#clock();
    if (this.#isWanted !== undefined && now - this.#asked >= askedEveryMs) {
      this.#asked = now;
      if (!(await this.#isWanted())) throw new GivenUp();
    }
    this.#began = this.#clock();
  }

  /** Takes what is given one by one, at this pace; `undefined` is a piece of work and nothing to take. */
  async take<T>(from: Iterable<T | undefined>, take: (each: T) => void): Promise<void> {
    for (const each of from) {
      if (each !== undefined) take(each);
      if (this.isDue) await this.rest();
    }
  }
}
