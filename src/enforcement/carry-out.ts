import { stateDifferences } from './freshness.ts';
import { recordFinished, recordIntended, recordResolved, type Because, type Intent } from './journal.ts';
import { permit } from './permit.ts';
import { begunAt, preImageOf, standingOf, type PlannedStep } from './planned-steps.ts';
import type { EnforcementBench } from './ports.ts';
import { executionOf, stepsOf, waitUntil, type StepRow } from './rows.ts';
import { attempt, observe, type ExecutionReport, type Run } from './run.ts';
import { sameState } from './digests.ts';
import { undo } from './undo.ts';
import { watchOver } from './watch-over.ts';
import { addSeconds, Fault, narrows, type Instant, type TargetState } from '../model/index.ts';

/** What a step came to. `failed`: the target is as it was before this step. */
type StepEnd = { readonly is: 'applied' } | { readonly is: 'failed' | 'diverged'; readonly because: Because };

/**
 * Takes an execution from wherever its records say it is to its end: fresh, or after a crash at any boundary. Each step is
 * recorded before it is made and re-read after; the first that fails undoes those before it.
 */
export async function carryOut(bench: EnforcementBench, run: Run): Promise<ExecutionReport> {
  const undoing = (await executionOf(bench.database, run.plan.entry))?.undoing;
  if (undoing !== null && undoing !== undefined)
    return undo(bench, run, { code: 'target_failed', words: `Undoing was under way: ${undoing}` });
  const rows = new Map((await stepsOf(bench.database, run.execution)).map((row) => [row.step, row]));
  for (const step of run.steps) {
    const row = rows.get(step.index);
    if (row === undefined && step.watch !== undefined) {
      const returns = await watchOver(bench, run, step, step.watch);
      if (returns !== undefined) return undo(bench, run, returns);
    }
    const end =
      row === undefined ? await beginStep(bench, run, step) : await resumeStep(bench, run, step, row);
    if (end.is === 'diverged') return recordFinished(bench, run, 'diverged', end.because);
    if (end.is === 'failed') return undo(bench, run, end.because);
  }
  return recordFinished(bench, run, 'done');
}

async function beginStep(bench: EnforcementBench, run: Run, step: PlannedStep): Promise<StepEnd> {
  if (bench.stop.aborted)
    throw new Fault('interrupted', `Stopped before step ${step.index + 1}.`, {
      next: 'The execution is finished or undone when the enforcer starts again.',
    });
  const now = await observe(run, step);
  const begun = begunAt(step, now);
  if (begun === undefined)
    return {
      is: 'failed',
      because: {
        code: 'precondition_changed',
        words: `Before step ${step.index + 1}: ${stateDifferences(step.before, now).join('; ')}.`,
      },
    };
  const permitted = await permit(bench, run.plan, await sinceWatched(bench, run, step));
  if (!permitted.ok) return { is: 'failed', because: { code: permitted.code, words: permitted.message } };
  await bench.checkpoints.at('step.permitted', step.index);
  const intent = await recordIntended(bench, run, begun);
  await bench.checkpoints.at('intent.durable', step.index);
  await bench.ledger.sequenced(intent.entry, bench.sequencedWithinSeconds);
  await bench.checkpoints.at('intent.sequenced', step.index);
  return makeChange(bench, run, begun, intent, now);
}

/** When the plan began, where this step follows a window in which its signatures may have run out. */
const sinceWatched = async (
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
): Promise<Instant | undefined> =>
  step.watch === undefined
    ? undefined
    : (await bench.ledger.sequenced(run.execution, bench.sequencedWithinSeconds)).sequencedAt;

/** A crash came after the intent. What the target says decides: made already, not made, or somebody else's state. */
async function resumeStep(
  bench: EnforcementBench,
  run: Run,
  planned: PlannedStep,
  row: StepRow,
): Promise<StepEnd> {
  if (row.resolution === 'applied') {
    await run.writers.of(planned).settled?.(planned.change, 'proven');
    return { is: 'applied' };
  }
  if (row.resolution === 'failed') return endOfFailed(row);
  await bench.ledger.sequenced(row.intended, bench.sequencedWithinSeconds);
  const image = await preImageOf(bench, row.intended);
  if (!image.ok) throw new Fault(image.code, image.message);
  const intent: Intent = { entry: row.intended, salt: image.value.salt };
  const step = { ...planned, before: image.value.state };
  const observed = await observe(run, step);
  const standing = standingOf(step, observed);
  if (standing === 'neither')
    return fail(bench, run, step, intent, {
      code: 'diverged',
      words: `Step ${step.index + 1} found the target in a third state: ${stateDifferences(step.before, observed).join('; ')}.`,
    });
  if (standing === 'before') {
    const permitted = await permit(bench, run.plan, await sinceWatched(bench, run, step));
    if (!permitted.ok)
      return fail(bench, run, step, intent, { code: permitted.code, words: permitted.message });
  }
  // also when it is made already: a change may have a part that cannot be observed, like ending sessions
  return makeChange(bench, run, step, intent, observed);
}

const endOfFailed = (row: StepRow): StepEnd =>
  row.because === 'diverged'
    ? { is: 'diverged', because: { code: 'diverged', words: 'The target was in a third state.' } }
    : {
        is: 'failed',
        because: { code: 'target_failed', words: `A step failed: ${row.because ?? 'unknown'}.` },
      };

async function makeChange(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  intent: Intent,
  found: TargetState,
): Promise<StepEnd> {
  const writer = run.writers.of(step);
  await bench.pace.turnOf(step.change.source, bench.stop);
  const fault = await attempt(async () => {
    if (writer.byHand === true && standingOf(step, found) === 'after') return; // nobody is asked for what is so
    if (step.act === 'apply') await writer.apply(step.change);
    // where less is there than was before the change, putting that back would give some
    else if (step.act === 'restore' || narrows(found, step.after))
      await writer.restore(step.change, step.after);
  });
  if (fault === undefined) await bench.checkpoints.at('target.committed', step.index);
  const observed = await observe(run, step);
  const standing = standingOf(step, observed);
  if (fault === undefined && standing === 'after') {
    await bench.checkpoints.at('target.re-read', step.index);
    await recordResolved(bench, run, step, intent, observed);
    await bench.checkpoints.at('applied.durable', step.index);
    await writer.settled?.(step.change, 'proven');
    return { is: 'applied' };
  }
  if (fault === undefined && writer.byHand === true && standing === 'before')
    return waitForPeople(bench, run);
  const untouched = sameState(observed, step.before);
  return fail(bench, run, step, intent, {
    code: untouched ? (fault?.code ?? 'target_failed') : 'diverged',
    words: `Step ${step.index + 1}: ${fault?.message ?? 'the re-read does not show the change.'}`,
  });
}

/** How long until an execution that people were asked for is looked at again. */
const lookAgainSeconds = 60;

/** People were asked and the source does not show it yet: the execution stays as it is, and whoever asked is told. */
async function waitForPeople(bench: EnforcementBench, run: Run): Promise<never> {
  await waitUntil(bench.database, run, addSeconds(bench.clock.now(), lookAgainSeconds), 'people');
  throw new Fault('in_progress', 'A ticket waits for people to make the change by hand.', {
    next: 'When they have, read the source again; it is looked at every minute.',
  });
}

/** Records the failure by a fresh look at the target. Earlier steps are undone only once that record is in the ledger. */
async function fail(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  intent: Intent,
  because: Because,
): Promise<StepEnd> {
  const entry = await recordResolved(bench, run, step, intent, await observe(run, step), because);
  await bench.checkpoints.at('failed.durable', step.index);
  await bench.ledger.sequenced(entry, bench.sequencedWithinSeconds);
  await bench.checkpoints.at('failed.sequenced', step.index);
  await run.writers.of(step).settled?.(step.change, 'failed');
  return { is: because.code === 'diverged' ? 'diverged' : 'failed', because };
}
