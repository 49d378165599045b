import { rowsBy, type Rows } from '../access/edges.ts';
import { Fans, type Fan } from './fans.ts';

/** Who can become what, as numbers only: `from` comes to have all that `to` has. Compressed sparse rows in both directions. */
export interface Steps {
  readonly vertices: number;
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 0 for what one has already, such as being a member. */
  readonly cost: Uint8Array;
  /** 1: it depends on something that was not evaluated. */
  readonly isOpen: Uint8Array;
  /** The row whose removal takes the step away, or -1: none does by itself. Steps may share one. */
  readonly row: Int32Array;
  /** Step numbers by where they start, and by where they lead. */
  readonly leaving: Rows;
  readonly entering: Rows;
  /** Steps beyond `count`, a run of numbers for each fan. */
  readonly fans: Fans;
}

export interface Step {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  readonly isOpen: boolean;
  readonly row: number;
}

/** Steps still being collected. */
export class StepList {
  #count = 0;
  #from = new Int32Array(1024);
  #to = new Int32Array(1024);
  #row = new Int32Array(1024);
  #cost = new Uint8Array(1024);
  #isOpen = new Uint8Array(1024);
  readonly #fans: Fan[] = [];

  get count(): number {
    return this.#count;
  }

  /** Its number. */
  add({ from, to, cost, isOpen, row }: Step): number {
    const at = this.#count++;
    if (at === this.#from.length) this.#widen();
    this.#from[at] = from;
    this.#to[at] = to;
    this.#row[at] = row;
    this.#cost[at] = cost;
    this.#isOpen[at] = isOpen ? 1 : 0;
    return at;
  }

  /** Many at once, which have no row of their own. Its place among the fans. */
  addFan(fan: Fan): number {
    return this.#fans.push(fan) - 1;
  }

  seal(vertices: number): Steps {
    const count = this.#count;
    const from = this.#from.slice(0, count);
    const to = this.#to.slice(0, count);
    return {
      vertices,
      count,
      from,
      to,
      cost: this.#cost.slice(0, count),
      isOpen: this.#isOpen.slice(0, count),
      row: this.#row.slice(0, count),
      leaving: rowsBy(from, count, vertices),
      entering: rowsBy(to, count, vertices),
      fans: new Fans(this.#fans, count),
    };
  }

  #widen(): void {
    const longer = (array: Int32Array): Int32Array<ArrayBuffer> => {
      const wide = new Int32Array(array.length * 2);
      wide.set(array);
      return wide;
    };
    const wider = (array: Uint8Array): Uint8Array<ArrayBuffer> => {
      const wide = new Uint8Array(array.length * 2);
      wide.set(array);
      return wide;
    };
    this.#from = longer(this.#from);
    this.#to = longer(this.#to);
    this.#row = longer(this.#row);
    this.#cost = wider(this.#cost);
    this.#isOpen = wider(this.#isOpen);
  }
}

/** Which steps a question goes by: only those that are sure, or all. */
export type Certainty = 'sure' | 'all';
/** What makes one path better than another: fewer steps, or what they cost together. */
export type Weighing = 'steps' | 'cost';

/** Walking along the steps, or against them. */
export interface Walk {
  readonly rows: Rows;
  /** Where a step leads to, walked so. */
  readonly end: Int32Array;
  /** The steps of fans from a vertex, walked so; `visit` is told the fan, the step and where it leads to. */
  readonly fanned: (vertex: number, visit: (fan: Fan, step: number, next: number) => void) => void;
}
export const along = ({ leaving, to, fans }: Steps): Walk => ({
  rows: leaving,
  end: to,
  fanned: (vertex, visit) => fans.from(vertex, visit),
});
export const against = ({ entering, from, fans }: Steps): Walk => ({
  rows: entering,
  end: from,
  fanned: (vertex, visit) => fans.into(vertex, visit),
});

/** One step as it was added; of a fan, one of its many. */
export function stepAt({ count, from, to, cost, isOpen, row, fans }: Steps, step: number): Step {
  if (step >= count) return fans.stepAt(step);
  return {
    from: from[step] ?? -1,
    to: to[step] ?? -1,
    cost: cost[step] ?? 0,
    isOpen: isOpen[step] === 1,
    row: row[step] ?? -1,
  };
}
