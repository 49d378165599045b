import { BucketQueue } from './bucket-queue.ts';
import { against, stepAt, type Certainty, type Steps } from './steps.ts';

/** Best ways to any of the ends: of those that gain nothing on the way, and of those that do, each by itself. */
export interface GainingWays {
  /** By twice the vertex, plus 1 for ways that gain something: what the best one costs; -1: there is none. */
  readonly distance: Int32Array;
  readonly isHeld: (vertex: number) => boolean;
  readonly isGained: (vertex: number) => boolean;
  /** The steps of the best way that gains something. */
  readonly wayOf: (vertex: number) => readonly number[];
}

/**
 * One pass from the ends backwards over vertices taken twice: without, and with, a step that gains something between them and the
 * end. So that whoever holds a thing under conditions, and could gain it besides, has both told apart.
 */
export function gainingWays(
  steps: Steps,
  of: {
    readonly ends: readonly number[];
    /** 1 for steps that gain something. */
    readonly gains: (step: number) => boolean;
    /** Steps that do not count at all. */
    readonly skips: (step: number) => boolean;
    readonly certainty: Certainty;
  },
): GainingWays {
  const { rows, end, fanned } = against(steps);
  const hasFans = steps.fans.list.length > 0;
  const { cost, isOpen } = steps;
  const sureOnly = of.certainty === 'sure';
  const distance = new Int32Array(steps.vertices * 2).fill(-1);
  const by = new Int32Array(steps.vertices * 2).fill(-1);
  /** The place, of the two of a vertex, that the step leads on to. */
  const after = new Uint8Array(steps.vertices * 2);
  const queue = new BucketQueue();
  const isEnd = new Uint8Array(steps.vertices);
  for (const vertex of of.ends) {
    if (distance[vertex * 2] === 0) continue;
    isEnd[vertex] = 1;
    distance[vertex * 2] = 0;
    queue.put(vertex * 2, 0);
  }
  for (;;) {
    const far = queue.nearest;
    const place = queue.take();
    if (place === undefined) break;
    if (distance[place] !== far) continue; // it was come to by a better way since
    const vertex = place >> 1;
    const last = rows.starts[vertex + 1] ?? 0;
    const come = (
      step: number,
      from: number,
      is: { readonly cost: number; readonly isOpen: boolean },
    ): void => {
      // who has come to an end has what it looked for: no way leads on from there
      if ((sureOnly && is.isOpen) || isEnd[from] === 1 || of.skips(step)) return;
      const next = from * 2 + (of.gains(step) ? 1 : place & 1);
      const longer = far + is.cost;
      const known = distance[next] ?? -1;
      if (known !== -1 && known <= longer) return;
      distance[next] = longer;
      by[next] = step;
      after[next] = place & 1;
      queue.put(next, longer);
    };
    for (let i = rows.starts[vertex] ?? 0; i < last; i++) {
      const step = rows.items[i] ?? 0;
      come(step, end[step] ?? 0, { cost: cost[step] ?? 0, isOpen: isOpen[step] === 1 });
    }
    if (hasFans) fanned(vertex, (fan, step, from) => come(step, from, fan));
  }
  return {
    distance,
    isHeld: (vertex) => distance[vertex * 2] !== -1,
    isGained: (vertex) => distance[vertex * 2 + 1] !== -1,
    wayOf: (vertex) => {
      const way: number[] = [];
      let place = vertex * 2 + 1;
      for (let step = by[place] ?? -1; step !== -1; step = by[place] ?? -1) {
        way.push(step);
        place = stepAt(steps, step).to * 2 + (after[place] ?? 0);
      }
      return way;
    },
  };
}
