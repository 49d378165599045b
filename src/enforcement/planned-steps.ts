import {
  done,
  isEntryId,
  narrows,
  refuse,
  refuseUnwatched,
  watchedDeletion,
  type Change,
  type EntryId,
  type Result,
  type TargetState,
  type WatchedDeletion,
} from '../model/index.ts';
import { readPreImage, sameState, stateDigest, type PreImage } from './digests.ts';
import type { LoadedPlan } from './load-plan.ts';
import { endedChange, isExpiry, type ExpiryPlan } from './permit-expiry.ts';
import { isRestore, restoredExecution } from './permit-restore.ts';
import { isReturn, returnedExecution } from './permit-return.ts';
import type { EnforcementBench } from './ports.ts';

/** One thing to do at a target: from exactly this state to exactly that one. */
export interface PlannedStep {
  readonly index: number;
  readonly change: Change;
  readonly before: TargetState;
  readonly after: TargetState;
  /**
   * `apply` makes the change; `restore` puts `after` back, which a change of this kind once found. `end` does so too, and
   * from any state that it only narrows; where less is there already, it leaves that.
   */
  readonly act: 'apply' | 'restore' | 'end';
  /** It deletes what an earlier step suspended, once that was watched for so long. */
  readonly watch?: WatchedDeletion;
}

/**
 * The steps of a plan in the order they are done: a decision's as signed, a restore's or return's as the inverse of what was
 * done, last first, an expiry's the one change that ended.
 */
export const plannedSteps = async (
  bench: EnforcementBench,
  plan: LoadedPlan,
): Promise<Result<readonly PlannedStep[]>> => {
  if (isExpiry(plan)) return endSteps(bench, plan);
  if (isRestore(plan)) {
    const original = await restoredExecution(bench, plan);
    return original.ok ? restoreSteps(bench, original.value.plan, plan.body.restores) : original;
  }
  if (isReturn(plan)) {
    const original = await returnedExecution(bench, plan);
    return original.ok ? restoreSteps(bench, original.value.plan, plan.body.returns) : original;
  }
  const changes = plan.proposal.changes.map(({ change }) => change);
  const unwatched = refuseUnwatched(changes);
  if (unwatched !== undefined) return unwatched;
  const watch = watchedDeletion(changes);
  return done(
    plan.proposal.changes.map(({ change, precondition, expected }, index) => ({
      ...(watch?.deletes === index ? { watch } : {}),
      index,
      change,
      before: precondition,
      after: expected,
      act: 'apply',
    })),
  );
};

/** The precondition is what was found before the change was made: no step begins in another state. */
async function endSteps(bench: EnforcementBench, plan: ExpiryPlan): Promise<Result<readonly PlannedStep[]>> {
  const ended = await endedChange(bench, plan);
  if (!ended.ok) return ended;
  const { change, precondition, expected } = ended.value.change;
  return done([{ index: 0, change, before: expected, after: precondition, act: 'end' }]);
}

async function restoreSteps(
  bench: EnforcementBench,
  { proposal: { changes } }: LoadedPlan,
  execution: EntryId,
): Promise<Result<readonly PlannedStep[]>> {
  const steps: PlannedStep[] = [];
  for (const [number, { change, expected }] of [...changes.entries()].toReversed()) {
    const kept = await appliedStep(bench, execution, number);
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
export function standingOf({ act, before, after }: PlannedStep, observed: TargetState): Standing {
  const is = act === 'end' ? narrows : sameState;
  return is(after, observed) ? 'after' : is(observed, act === 'end' ? after : before) ? 'before' : 'neither';
}

/** The state that a watched deletion will find, once its account is suspended; any other step finds what is there. */
export const onceSuspended = ({ watch }: PlannedStep, observed: TargetState): TargetState =>
  watch !== undefined && observed['exists'] === true ? { ...observed, enabled: false } : observed;

/** The step as it begins in this state of its target, which may only be the one before; an end begins wherever it narrows. */
export function begunAt(step: PlannedStep, observed: TargetState): PlannedStep | undefined {
  if (step.act !== 'end') return sameState(observed, step.before) ? step : undefined;
  return standingOf(step, observed) === 'neither' ? undefined : { ...step, before: observed };
}
