import type { Result, SubjectId } from '../model/index.ts';
import { takenBack, type LoadedPlan } from './load-plan.ts';
import { permitDecision } from './permit-decision.ts';
import { isRestore, permitRestore } from './permit-restore.ts';
import type { EnforcementBench } from './ports.ts';

/** May this plan be carried out at this moment, and who answers for it? Asked before it starts and before each step. */
export async function permit(
  bench: EnforcementBench,
  plan: LoadedPlan,
): Promise<Result<{ readonly actor: SubjectId }>> {
  const back = await takenBack(bench, plan);
  if (back !== undefined) return back;
  return isRestore(plan) ? permitRestore(bench, plan) : permitDecision(bench, plan);
}
