import type { Step } from './steps.ts';

/**
 * Steps from one vertex to each of a run of others, but some: whoever has a power can act as every account of its source. It is
 * kept as this one thing, however many they are.
 */
export interface Fan {
  readonly from: number;
  /** The run: `first` up to (not including) `first + size`. */
  readonly first: number;
  readonly size: number;
  /** Of the run those to which it does not lead. */
  readonly but: ReadonlySet<number>;
  readonly cost: number;
  readonly isOpen: boolean;
}

/** Fans by where they start and where they lead. The steps of each have numbers of their own, in the order of the run. */
export class Fans {
  readonly list: readonly Fan[];
  /** The number after that of the last step. */
  readonly end: number;
  readonly #firstStep: readonly number[];
  readonly #byStart: ReadonlyMap<number, readonly number[]>;
  /** Where runs begin and end, in order, and the fans over each stretch from there to the next. */
  readonly #bounds: readonly number[];
  readonly #over: readonly (readonly number[])[];

  /** `count`: the number of the first step. */
  constructor(list: readonly Fan[], count: number) {
    this.list = list;
    const firstStep: number[] = [];
    let next = count;
    for (const { size } of list) {
      firstStep.push(next);
      next += size;
    }
    this.#firstStep = firstStep;
    this.end = next;
    this.#byStart = Map.groupBy(list.keys(), (at) => list[at]?.from ?? -1);
    this.#bounds = [...new Set(list.flatMap(({ first, size }) => [first, first + size]))].sort(
      (a, b) => a - b,
    );
    this.#over = this.#bounds.map((bound) =>
      [...list.keys()].filter((at) => {
        const { first = 0, size = 0 } = list[at] ?? {};
        return first <= bound && bound < first + size;
      }),
    );
  }

  from(vertex: number, visit: (fan: Fan, step: number, next: number) => void): void {
    for (const at of this.#byStart.get(vertex) ?? none) {
      const fan = this.list[at];
      const step = this.#firstStep[at] ?? 0;
      if (fan === undefined) continue;
      for (let place = 0; place < fan.size; place++)
        if (!fan.but.has(fan.first + place)) visit(fan, step + place, fan.first + place);
    }
  }

  into(vertex: number, visit: (fan: Fan, step: number, next: number) => void): void {
    for (const at of this.#overVertex(vertex)) {
      const fan = this.list[at];
      if (fan === undefined || fan.but.has(vertex)) continue;
      visit(fan, (this.#firstStep[at] ?? 0) + vertex - fan.first, fan.from);
    }
  }

  /** Every step of every fan. */
  each(visit: (fan: Fan, vertex: number, step: number) => void): void {
    for (const [at, fan] of this.list.entries())
      for (let place = 0; place < fan.size; place++)
        if (!fan.but.has(fan.first + place))
          visit(fan, fan.first + place, (this.#firstStep[at] ?? 0) + place);
  }

  /** The place of the fan that a step is of; -1: of none. */
  placeOf(step: number): number {
    let [low, high] = [0, this.#firstStep.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#firstStep[middle] ?? 0) <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  stepAt(step: number): Step {
    const at = this.placeOf(step);
    const fan = this.list[at];
    if (fan === undefined) return { from: -1, to: -1, cost: 0, isOpen: false, row: -1 };
    const { from, first, cost, isOpen } = fan;
    return { from, to: first + step - (this.#firstStep[at] ?? 0), cost, isOpen, row: -1 };
  }

  #overVertex(vertex: number): readonly number[] {
    let [low, high] = [0, this.#bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle] ?? 0) <= vertex) low = middle + 1;
      else high = middle;
    }
    return this.#over[low - 1] ?? none;
  }
}

const none: readonly number[] = [];
