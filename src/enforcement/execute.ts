import { done, refuse, type EntryId, type Refusal, type Result } from '../model/index.ts';
import { carryOut } from './carry-out.ts';
import { stateDifferences } from './freshness.ts';
import { recordRefused, recordStarted, startedEntry } from './journal.ts';
import { loadPlan, type LoadedPlan } from './load-plan.ts';
import { permit } from './permit.ts';
import type { ExpiryPlan } from './permit-expiry.ts';
import { outcomeOf } from './permit-restore.ts';
import { withPlanLock } from './plan-lock.ts';
import { begunAt, onceSuspended, plannedSteps, type PlannedStep } from './planned-steps.ts';
import type { EnforcementBench } from './ports.ts';
import { resume } from './recover.ts';
import { executionOf } from './rows.ts';
import { tooManyUnproven } from './unproven.ts';
import { attempt, openWriters, type ExecutionReport, type OpenWriters } from './run.ts';

/**
 * Carries out a plan of the ledger, once. Only the plan's id is believed: everything else is read from the ledger and
 * verified now. A refusal is recorded and changes nothing; a Fault leaves the execution, if it began, to be finished or
 * undone by `recover`. The report says how it ended; only `done` means that the change is made.
 */
export const execute = (bench: EnforcementBench, plan: EntryId): Promise<Result<ExecutionReport>> =>
  withPlanLock(bench.database, plan, async () => {
    const earlier = await executionOf(bench.database, plan);
    if (earlier?.outcome === null) return done(await resume(bench, earlier));
    const answer = await executeOnce(bench, plan);
    return answer.ok ? answer : recordRefused(bench, plan, answer);
  });

async function executeOnce(bench: EnforcementBench, id: EntryId): Promise<Result<ExecutionReport>> {
  const plan = await loadPlan(bench, id);
  if (!plan.ok) return plan;
  const repeated = await carriedOutBefore(bench, plan.value);
  if (repeated !== undefined) return repeated;
  const permitted = await permit(bench, plan.value);
  if (!permitted.ok) return permitted;
  const steps = await plannedSteps(bench, plan.value);
  if (!steps.ok) return steps;
  const stopped = await tooManyUnproven(bench, plan.value);
  if (stopped !== undefined) return stopped;
  await bench.checkpoints.at('plan.loaded');

  const { actor } = permitted.value;
  const started = await startedEntry(bench, plan.value, permitted.value, steps.value.length);
  const writers = await openWriters(bench, steps.value, started.id);
  try {
    const unready =
      writers.missing === undefined ? await notAsSigned(steps.value, writers) : observeOnly(writers.missing);
    if (unready !== undefined) return unready;
    const hopeless = await cannotBeDeleted(steps.value, writers);
    if (hopeless !== undefined) return hopeless;
    await bench.checkpoints.at('plan.permitted');
    const begun = await recordStarted(bench, plan.value, started);
    if (!begun.ok) return begun;
    await bench.checkpoints.at('started.durable');
    await bench.ledger.sequenced(started.id, bench.sequencedWithinSeconds);
    await bench.checkpoints.at('started.sequenced');
    return done(
      await carryOut(bench, { execution: started.id, plan: plan.value, actor, steps: steps.value, writers }),
    );
  } finally {
    await writers.close();
  }
}

/** What the ledger itself says: no other plan of the same decisions or for the same restore may have taken effect. */
async function carriedOutBefore(bench: EnforcementBench, plan: LoadedPlan): Promise<Refusal | undefined> {
  const { body } = plan;
  const plans = new Set<EntryId>([plan.entry]);
  for (const authority of causesOfRepeats(body))
    for (const { entry } of await bench.ledger.causedBy(authority, 'plan.created'))
      if (
        isSameKind(body.kind, entry.body['kind']) &&
        (body.kind !== 'expiry' || isSameEnd(body, entry.body))
      )
        plans.add(entry.id);
  for (const id of plans)
    for (const started of await bench.ledger.causedBy(id, 'execution.started')) {
      const outcome = await outcomeOf(bench, started.entry.id);
      const final =
        outcome === 'done' || (outcome === 'diverged' && body.kind !== 'expiry' && body.kind !== 'return');
      if (id === plan.entry || outcome === undefined || final)
        return refuse(
          'already_done',
          `Execution \`${started.entry.id}\` carried this out before and ended as ${outcome ?? 'not yet known'}.`,
          'Propose the change anew if it is wanted again.',
          { execution: started.entry.id, ...(outcome === undefined ? {} : { outcome }) },
        );
    }
  return undefined;
}

/** One proposal is carried out once, whether it was decided or taken in an emergency. */
const isSameKind = (kind: LoadedPlan['body']['kind'], other: unknown): boolean =>
  kind === other ||
  ((kind === 'decision' || kind === 'glass') && (other === 'decision' || other === 'glass'));

/** What another plan for the same would be caused by too. Many plans share a mandate, so that is none of it. */
function causesOfRepeats(body: LoadedPlan['body']): readonly EntryId[] {
  if (body.kind === 'mandate') return [body.proposalEntry];
  if (body.kind === 'return') return [body.returns];
  return [
    ...body.decisions,
    body.trigger.entry,
    body.kind === 'restore' ? body.restores : body.proposalEntry,
  ];
}

/** Whether another expiry is of the same change. One that could not be carried out is tried again by a plan of its own. */
const isSameEnd = (
  { expires, step }: ExpiryPlan['body'],
  other: Readonly<Record<string, unknown>>,
): boolean => other['expires'] === expires && other['step'] === step;

/** Refuses when the target is not in the state that was signed; only the first step of each thing can be looked at before. */
async function notAsSigned(
  steps: readonly PlannedStep[],
  writers: OpenWriters,
): Promise<Refusal | undefined> {
  const [first] = steps;
  if (first === undefined) return refuse('ledger_invalid', 'The plan has no steps.');
  const changed: string[] = [];
  for (const step of steps) {
    const now = onceSuspended(step, await writers.of(step).observe(step.change));
    if (begunAt(step, now) === undefined)
      changed.push(`before change ${step.index + 1}: ${stateDifferences(step.before, now).join(', ')}`);
  }
  if (changed.length === 0) return undefined;
  return refuse(
    first.act === 'apply' ? 'signature_stale' : 'precondition_changed',
    `The target is not in the state that was signed: ${changed.join('; ')}.`,
    'Read the source again and propose the change anew.',
    { changed },
  );
}

/** Tries out a deletion that would only come after a watch: nobody is suspended for weeks for what the target then refuses. */
async function cannotBeDeleted(
  steps: readonly PlannedStep[],
  writers: OpenWriters,
): Promise<Refusal | undefined> {
  for (const step of steps) {
    const writer = writers.of(step);
    if (step.watch === undefined || writer.rehearse === undefined) continue;
    const fault = await attempt(async () => writer.rehearse?.(step.change));
    if (fault !== undefined)
      return refuse(fault.code, `The target would not delete it: ${fault.message}`, fault.next);
  }
  return undefined;
}

const observeOnly = (source: string): Refusal =>
  refuse(
    'observe_only',
    `\`${source}\` is observe-only: the enforcer has no write credential for it.`,
    `Give it one with \`countersign source writer ${source}\`, start Countersign again, then execute the plan again.`,
  );
