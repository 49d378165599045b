import {
  done,
  isEntryId,
  refuse,
  type Change,
  type EntryId,
  type Result,
  type TargetState,
} from '../model/index.ts';
import { readPreImage, sameState, stateDigest, type PreImage } from './digests.ts';
import type { LoadedPlan } from './load-plan.ts';
import { isRestore, restoredExecution, type RestorePlan } from './permit-restore.ts';
import type { EnforcementBench } from './ports.ts';

/** One thing to do at a target: from exactly this state to exactly that one. */
export interface PlannedStep {
  readonly index: number;
  readonly change: Change;
  readonly before: TargetState;
  readonly after: TargetState;
  /** `apply` makes the change; `restore` puts `after` back, which a change of this kind once found. */
  readonly act: 'apply' | 'restore';
}

/** The steps of a plan in the order they are done: a decision's as signed, a restore's as the inverse of what was done, last first. */
export const plannedSteps = async (
  bench: EnforcementBench,
  plan: LoadedPlan,
): Promise<Result<readonly PlannedStep[]>> =>
  isRestore(plan)
    ? restoreSteps(bench, plan)
    : done(
        plan.proposal.changes.map(({ change, precondition, expected }, index) => ({
          index,
          change,
          before: precondition,
          after: expected,
          act: 'apply',
        })),
      );

async function restoreSteps(
  bench: EnforcementBench,
  plan: RestorePlan,
): Promise<Result<readonly PlannedStep[]>> {
  const original = await restoredExecution(bench, plan);
  if (!original.ok) return original;
  const { changes } = original.value.plan.proposal;
  const steps: PlannedStep[] = [];
  for (const [number, { change, expected }] of [...changes.entries()].toReversed()) {
    const kept = await appliedStep(bench, plan.body.restores, number);
    if (!kept.ok) return kept;
    const { image, after } = kept.value;
    if (stateDigest(image.salt, expected) !== after)
      return refuse('ledger_invalid', `Step ${number + 1} was applied to another state than was signed.`);
    steps.push({ index: steps.length, change, before: expected, after: image.state, act: 'restore' });
  }
  return done(steps);
}

async function appliedStep(
  bench: EnforcementBench,
  execution: EntryId,
  number: number,
): Promise<Result<{ readonly image: PreImage; readonly after: unknown }>> {
  const intents = await bench.ledger.causedBy(execution, 'execution.step.intended');
  const intent = intents.find((leaf) => leaf.entry.body['step'] === number);
  const [applied] =
    intent === undefined ? [] : await bench.ledger.causedBy(intent.entry.id, 'execution.step.applied');
  if (intent === undefined || applied === undefined)
    return refuse('ledger_invalid', `The ledger has no proof that step ${number + 1} was applied.`);
  const image = await preImageOf(bench, intent.entry.id);
  if (!image.ok) return image;
  return done({ image: image.value, after: applied.entry.body['after'] });
}

/** The pre-image that an intent recorded, from the ledger. */
export async function preImageOf(bench: EnforcementBench, intent: string): Promise<Result<PreImage>> {
  const leaf = isEntryId(intent) ? await bench.ledger.entry(intent) : undefined;
  const blob = leaf?.entry.blobs.find((ref) => ref.name === 'pre-image');
  if (leaf === undefined || blob === undefined)
    return refuse('ledger_invalid', `\`${intent}\` names no pre-image.`);
  const content = await bench.ledger.content(blob);
  if (content === undefined)
    return refuse('not_reversible', 'The pre-image was erased.', 'Propose the inverse instead.');
  const image = readPreImage(content);
  return leaf.entry.body['before'] === stateDigest(image.salt, image.state)
    ? done(image)
    : refuse('ledger_invalid', `The pre-image of \`${intent}\` is not the state that it names.`);
}

/** The two states of a step that may be; anything else at the target was somebody else's doing. */
export type Standing = 'after' | 'before' | 'neither';
export const standingOf = (step: PlannedStep, observed: TargetState): Standing =>
  sameState(observed, step.after) ? 'after' : sameState(observed, step.before) ? 'before' : 'neither';
