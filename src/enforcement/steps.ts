/**
 * The boundaries of an execution, in the order they are passed: the one list that the run announces itself by, and that
 * kill points are generated from. A crash may fall between any two; recovery needs nothing else to be true.
 */
export const beginBoundaries = [
  'plan.loaded',
  'plan.permitted',
  'started.durable',
  'started.sequenced',
] as const;
/** Each time what was suspended is looked at while it is watched, and when that is over. */
export const windowBoundaries = ['window.opened', 'window.closed'] as const;
/** Once a step. `target.committed`: the target has changed and nothing of ours says so yet. */
export const stepBoundaries = [
  'step.permitted',
  'intent.durable',
  'intent.sequenced',
  'target.committed',
  'target.re-read',
  'applied.durable',
] as const;
/** Once for the step that failed. */
export const failBoundaries = ['failed.durable', 'failed.sequenced'] as const;
/** Once for each step that is undone, last first. */
export const undoBoundaries = ['undo.committed', 'undo.re-read', 'undone.durable'] as const;
export const endBoundaries = ['finished.durable'] as const;

export type StepBoundary = (typeof stepBoundaries)[number];
export type UndoBoundary = (typeof undoBoundaries)[number];
export type Boundary =
  | (typeof beginBoundaries)[number]
  | StepBoundary
  | (typeof windowBoundaries)[number]
  | (typeof failBoundaries)[number]
  | UndoBoundary
  | (typeof endBoundaries)[number];

/** A point where a process can end: a boundary, and the step it belongs to. */
export interface KillPoint {
  readonly boundary: Boundary;
  readonly step?: number;
}

/** What a plan goes through: `steps` changes, of which the one at `failsAt` is refused by the target. */
export interface PlanShape {
  readonly steps: number;
  readonly failsAt?: number;
}

/** Every point that an execution of this shape passes, in order. */
export function killPoints({ steps, failsAt }: PlanShape): readonly KillPoint[] {
  const points: KillPoint[] = beginBoundaries.map((boundary) => ({ boundary }));
  const applied = failsAt ?? steps;
  for (let step = 0; step < applied; step++)
    points.push(...stepBoundaries.map((boundary) => ({ boundary, step })));
  if (failsAt !== undefined) {
    const tried = stepBoundaries.slice(0, stepBoundaries.indexOf('target.committed'));
    points.push(...[...tried, ...failBoundaries].map((boundary) => ({ boundary, step: failsAt })));
    for (let step = failsAt - 1; step >= 0; step--)
      points.push(...undoBoundaries.map((boundary) => ({ boundary, step })));
  }
  return [...points, ...endBoundaries.map((boundary) => ({ boundary }))];
}
