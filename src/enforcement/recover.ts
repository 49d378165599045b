import { Fault, isSubjectId, refuse, type Result, type SubjectId } from '../model/index.ts';
import { carryOut } from './carry-out.ts';
import { loadPlan } from './load-plan.ts';
import { withPlanLock } from './plan-lock.ts';
import { plannedSteps } from './planned-steps.ts';
import type { EnforcementBench } from './ports.ts';
import { executionOf, unfinished, type ExecutionRow } from './rows.ts';
import { openWriters, type ExecutionReport } from './run.ts';

/**
 * Finishes or undoes every execution that a crash left unfinished, oldest first, by comparing the target with what was
 * recorded; what cannot be told is `diverged`, for a person. Yields each end, or the Fault that keeps one open.
 */
export async function* recover(
  bench: EnforcementBench,
): AsyncGenerator<{ readonly row: ExecutionRow; readonly end: Result<ExecutionReport> | Fault }> {
  for (const row of await unfinished(bench.database, bench.clock.now())) {
    try {
      const end = await withPlanLock(bench.database, row.plan, async () => {
        const current = await executionOf(bench.database, row.plan);
        return current?.outcome === null
          ? { ok: true as const, value: await resume(bench, current) }
          : refuse('already_done', 'Another enforcer has finished it.');
      });
      yield { row, end };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      yield { row, end: error };
    }
  }
}

/** Takes one begun execution to its end. The caller holds the plan's lock. */
export async function resume(bench: EnforcementBench, row: ExecutionRow): Promise<ExecutionReport> {
  const started = await bench.ledger.sequenced(row.entry, bench.sequencedWithinSeconds);
  const plan = await loadPlan(bench, row.plan);
  if (!plan.ok) throw new Fault(plan.code, plan.message);
  const steps = await plannedSteps(bench, plan.value);
  if (!steps.ok) throw new Fault(steps.code, steps.message);
  const writers = await openWriters(bench, steps.value, row.entry);
  try {
    const actor = whoAnswers(started.entry.subjects);
    return await carryOut(bench, {
      execution: row.entry,
      plan: plan.value,
      actor,
      steps: steps.value,
      writers,
    });
  } finally {
    await writers.close();
  }
}

function whoAnswers(subjects: readonly string[]): SubjectId {
  const person = subjects.find(isSubjectId);
  if (person === undefined)
    throw new Fault('ledger_invalid', 'The execution names nobody who answers for it.');
  return person;
}
