import { Fault } from '../model/failure.ts';
import { stateDifferences } from './freshness.ts';
import { sameState } from './digests.ts';
import { recordFinished, recordUndone, type Because, type Intent } from './journal.ts';
import { preImageOf, standingOf, type PlannedStep } from './planned-steps.ts';
import type { EnforcementBench } from './ports.ts';
import { stepsOf } from './rows.ts';
import { attempt, observe, type ExecutionReport, type Run } from './run.ts';

/**
 * Puts back, last first, every step that was applied, and ends the execution. Needs no new permission: whoever signed the
 * change signed that its pre-image may be restored. A target that is in neither state stops it as diverged.
 */
export async function undo(bench: EnforcementBench, run: Run, because: Because): Promise<ExecutionReport> {
  const rows = await stepsOf(bench.database, run.execution);
  const applied = rows.filter((row) => row.resolution === 'applied');
  if (applied.length > 0)
    await bench.database.query(
      'update enforcement.execution set undoing = $2 where entry = $1 and undoing is null',
      [run.execution, because.words.slice(0, 2000)],
    );
  for (const row of applied.toReversed()) {
    const step = run.steps[row.step];
    if (step === undefined) throw new RangeError(`there is no step ${row.step} in this plan`);
    if (row.undone !== null) continue;
    const image = await preImageOf(bench, row.intended);
    if (!image.ok) throw new Fault(image.code, image.message);
    const stuck = await undoStep(bench, run, step, { entry: row.intended, salt: image.value.salt }, because);
    if (stuck !== undefined) return recordFinished(bench, run, 'diverged', stuck);
  }
  return recordFinished(bench, run, applied.length > 0 ? 'undone' : 'failed', because);
}

async function undoStep(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  intent: Intent,
  because: Because,
): Promise<Because | undefined> {
  const found = await observe(run, step);
  if (standingOf(step, found) === 'neither')
    return stuckAt(step, `found a third state: ${stateDifferences(step.after, found).join('; ')}`);
  const fault = await attempt(() => run.writers.of(step).restore(step.change, step.before));
  if (fault === undefined) await bench.checkpoints.at('undo.committed', step.index);
  const observed = await observe(run, step);
  if (fault !== undefined || !sameState(observed, step.before))
    return stuckAt(step, fault?.message ?? 'the re-read does not show the state before');
  await bench.checkpoints.at('undo.re-read', step.index);
  await recordUndone(bench, run, step, intent, observed, because);
  await bench.checkpoints.at('undone.durable', step.index);
  return undefined;
}

const stuckAt = (step: PlannedStep, why: string): Because => ({
  code: 'diverged',
  words: `Undoing step ${step.index + 1}: ${why}. A person has to look at the target.`,
});
