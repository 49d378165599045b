import { BucketQueue } from './bucket-queue.ts';
import { stepAt, type Certainty, type Steps, type Walk, type Weighing } from './steps.ts';

/** How far everything is from where a walk began, and the step by which it was come to. */
export interface Spread {
  /** -1: not reached. */
  readonly distance: Int32Array;
  /** The last step of a best way; -1 where the walk began, and where it never came. */
  readonly by: Int32Array;
}

/** Best ways from any of the starts to everything, in one pass. */
export function spread(
  steps: Steps,
  walk: Walk,
  of: {
    readonly starts: Iterable<number>;
    readonly certainty: Certainty;
    readonly weighing: Weighing;
    /** Only ways through these; all when absent. */
    readonly isWithin?: (vertex: number) => boolean;
  },
): Spread {
  const { rows, end, fanned } = walk;
  const { cost, isOpen } = steps;
  const hasFans = steps.fans.list.length > 0;
  const { isWithin } = of;
  const sureOnly = of.certainty === 'sure';
  const bySteps = of.weighing === 'steps';
  const distance = new Int32Array(steps.vertices).fill(-1);
  const by = new Int32Array(steps.vertices).fill(-1);
  const queue = new BucketQueue();
  for (const start of of.starts) {
    if (distance[start] === 0) continue;
    distance[start] = 0;
    queue.put(start, 0);
  }
  for (;;) {
    const far = queue.nearest;
    const vertex = queue.take();
    if (vertex === undefined) return { distance, by };
    if (distance[vertex] !== far) continue; // it was come to by a better way since
    const come = (step: number, next: number, longer: number): void => {
      const known = distance[next] ?? -1;
      if ((known !== -1 && known <= longer) || isWithin?.(next) === false) return;
      distance[next] = longer;
      by[next] = step;
      queue.put(next, longer);
    };
    const last = rows.starts[vertex + 1] ?? 0;
    for (let i = rows.starts[vertex] ?? 0; i < last; i++) {
      const step = rows.items[i] ?? 0;
      if (sureOnly && isOpen[step] === 1) continue;
      come(step, end[step] ?? 0, far + (bySteps ? 1 : (cost[step] ?? 0)));
    }
    if (hasFans)
      fanned(vertex, (fan, step, next) => {
        if (!sureOnly || !fan.isOpen) come(step, next, far + (bySteps ? 1 : fan.cost));
      });
  }
}

/** The steps of the way to `vertex` that a spread found, from its beginning; walked against the steps, to its end. */
export function wayTo(
  steps: Steps,
  found: Spread,
  vertex: number,
  walked: 'along' | 'against',
): readonly number[] {
  const way: number[] = [];
  let at = vertex;
  for (let step = found.by[at] ?? -1; step !== -1; step = found.by[at] ?? -1) {
    way.push(step);
    const { from, to } = stepAt(steps, step);
    at = walked === 'along' ? from : to;
  }
  return walked === 'along' ? way.toReversed() : way;
}
