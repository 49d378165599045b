import { BucketQueue } from './bucket-queue.ts';
import { against, along, stepAt, type Certainty, type Steps, type Walk, type Weighing } from './steps.ts';

/** A best path from any of `from` to any of `to`, as step numbers; undefined: there is none. */
export function findPath(
  steps: Steps,
  of: {
    readonly from: Iterable<number>;
    readonly to: Iterable<number>;
    readonly certainty: Certainty;
    readonly weighing: Weighing;
  },
): { readonly steps: readonly number[]; readonly weight: number } | undefined {
  const ahead = new Front(steps, along(steps), of.from);
  const behind = new Front(steps, against(steps), of.to);
  let best = Infinity;
  let meeting = -1;
  const meet = (vertex: number, far: number, other: Front): void => {
    const rest = other.distance[vertex] ?? -1;
    if (rest === -1 || far + rest >= best) return;
    best = far + rest;
    meeting = vertex;
  };
  for (const start of ahead.begun) meet(start, 0, behind);
  // both fronts grow, the nearer one first, until no way can be better than the best one that joined them
  while (ahead.nearest + behind.nearest < best) {
    const isAhead = ahead.nearest <= behind.nearest;
    const [front, other] = isAhead ? [ahead, behind] : [behind, ahead];
    front.grow(of, (vertex, far) => meet(vertex, far, other));
  }
  if (meeting === -1) return undefined;
  return {
    steps: [...ahead.wayBack(meeting, 'from').toReversed(), ...behind.wayBack(meeting, 'to')],
    weight: best,
  };
}

/** One side of a search from both ends. */
class Front {
  readonly distance: Int32Array;
  readonly begun: readonly number[];
  readonly #by: Int32Array;
  readonly #queue = new BucketQueue();
  readonly #steps: Steps;
  readonly #walk: Walk;
  readonly #hasFans: boolean;

  constructor(steps: Steps, walk: Walk, starts: Iterable<number>) {
    this.#steps = steps;
    this.#walk = walk;
    this.#hasFans = steps.fans.list.length > 0;
    this.distance = new Int32Array(steps.vertices).fill(-1);
    this.#by = new Int32Array(steps.vertices).fill(-1);
    this.begun = [...new Set(starts)];
    for (const start of this.begun) {
      this.distance[start] = 0;
      this.#queue.put(start, 0);
    }
  }

  get nearest(): number {
    return this.#queue.nearest;
  }

  /** Goes on from the nearest vertex. */
  grow(
    by: { readonly certainty: Certainty; readonly weighing: Weighing },
    met: (vertex: number, distance: number) => void,
  ): void {
    const far = this.#queue.nearest;
    const vertex = this.#queue.take();
    if (vertex === undefined || this.distance[vertex] !== far) return;
    const { rows, end, fanned } = this.#walk;
    const come = (step: number, next: number, longer: number): void => {
      const known = this.distance[next] ?? -1;
      if (known !== -1 && known <= longer) return;
      this.distance[next] = longer;
      this.#by[next] = step;
      this.#queue.put(next, longer);
      met(next, longer);
    };
    const last = rows.starts[vertex + 1] ?? 0;
    for (let i = rows.starts[vertex] ?? 0; i < last; i++) {
      const step = rows.items[i] ?? 0;
      if (by.certainty === 'sure' && this.#steps.isOpen[step] === 1) continue;
      come(step, end[step] ?? 0, far + (by.weighing === 'steps' ? 1 : (this.#steps.cost[step] ?? 0)));
    }
    if (this.#hasFans)
      fanned(vertex, (fan, step, next) => {
        if (by.certainty === 'sure' && fan.isOpen) return;
        come(step, next, far + (by.weighing === 'steps' ? 1 : fan.cost));
      });
  }

  /** Steps from `vertex` to where this front began; `origin`: where a step came from, as this front walks. */
  wayBack(vertex: number, origin: 'from' | 'to'): readonly number[] {
    const way: number[] = [];
    let at = vertex;
    for (let step = this.#by[at] ?? -1; step !== -1; step = this.#by[at] ?? -1) {
      way.push(step);
      at = stepAt(this.#steps, step)[origin];
    }
    return way;
  }
}
