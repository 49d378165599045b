import type { Digest, Instant, Result, SubjectId } from '../model/index.ts';
import { takenBack, type LoadedPlan } from './load-plan.ts';
import { permitDecision } from './permit-decision.ts';
import { isExpiry, permitExpiry } from './permit-expiry.ts';
import { isGlass, permitGlass } from './permit-glass.ts';
import { isMandated, permitMandate } from './permit-mandate.ts';
import { isReturn, permitReturn } from './permit-return.ts';
import { isRestore, permitRestore } from './permit-restore.ts';
import type { EnforcementBench } from './ports.ts';

/** Who answers for a plan, and the policies that permitted it where those were not the set in force. */
export interface Permitted {
  readonly actor: SubjectId;
  readonly policy?: Digest;
}

/** May this plan be carried out at this moment, and who answers for it? Asked before it starts and before each step. */
export async function permit(
  bench: EnforcementBench,
  plan: LoadedPlan,
  /** When it began, for what comes only after a watch: its signatures had to be in time then. */
  begunAt?: Instant,
): Promise<Result<Permitted>> {
  const back = await takenBack(bench, plan);
  if (back !== undefined) return back;
  if (isExpiry(plan)) return permitExpiry(bench, plan);
  if (isGlass(plan)) return permitGlass(bench, plan);
  if (isMandated(plan)) return permitMandate(bench, plan);
  if (isReturn(plan)) return permitReturn(bench, plan);
  return isRestore(plan) ? permitRestore(bench, plan) : permitDecision(bench, plan, begunAt);
}
