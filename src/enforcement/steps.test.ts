import { describe, expect, it } from 'vitest';
import { killPoints } from './steps.ts';

const names = (shape: Parameters<typeof killPoints>[0]): readonly string[] =>
  killPoints(shape).map(({ boundary, step }) => (step === undefined ? boundary : `${boundary} ${step}`));

describe('the points where an execution can end', () => {
  it('are each boundary once a step, in order', () => {
    expect(names({ steps: 1 })).toEqual([
      'plan.loaded',
      'plan.permitted',
      'started.durable',
      'started.sequenced',
      'step.permitted 0',
      'intent.durable 0',
      'intent.sequenced 0',
      'target.committed 0',
      'target.re-read 0',
      'applied.durable 0',
      'finished.durable',
    ]);
  });

  it('of one that fails lead back over the steps that were made, last first', () => {
    expect(names({ steps: 3, failsAt: 2 }).slice(16)).toEqual([
      'step.permitted 2',
      'intent.durable 2',
      'intent.sequenced 2',
      'failed.durable 2',
      'failed.sequenced 2',
      'undo.committed 1',
      'undo.re-read 1',
      'undone.durable 1',
      'undo.committed 0',
      'undo.re-read 0',
      'undone.durable 0',
      'finished.durable',
    ]);
  });

  it('are never the same twice', () => {
    const all = names({ steps: 4, failsAt: 3 });
    expect(new Set(all).size).toBe(all.length);
  });
});
