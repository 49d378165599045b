import { done, Fault, refuse, type EntryId, type Result } from '../model/index.ts';
import { loadPlan } from './load-plan.ts';
import { permit } from './permit.ts';
import { onceSuspended, plannedSteps, standingOf, type PlannedStep } from './planned-steps.ts';
import type { EnforcementBench, TargetWriter } from './ports.ts';
import { stateDifferences } from './freshness.ts';
import { openWriters } from './run.ts';

/** What one step would do, as its target says now. */
export interface RehearsedStep {
  readonly step: number;
  readonly source: string;
  readonly change: string;
  /** `to do`: the target is as signed. `done`: it is so already. `other`: it is in a state that is neither. */
  readonly found: 'to do' | 'done' | 'other';
  readonly differences: readonly string[];
  /**
   * Whether the target would let the writer: tried and taken back. `unknown`: this kind of target cannot be tried, or nothing
   * covers the plan now.
   */
  readonly allowed: 'yes' | 'no' | 'unknown';
  readonly because?: string;
}

export interface Rehearsal {
  readonly plan: EntryId;
  /** Absent: it would be carried out now. */
  readonly refusedNow?: { readonly code: string; readonly message: string };
  readonly steps: readonly RehearsedStep[];
}

/**
 * Tries a plan out against its targets: every signature and policy as before a real run, each step's state observed, and
 * where the target can do so each change made and taken back. Records nothing and leaves nothing changed. What no signature
 * covers is only looked at: trying it takes the writer's credential, and locks at the target.
 */
export async function rehearse(bench: EnforcementBench, id: EntryId): Promise<Result<Rehearsal>> {
  const plan = await loadPlan(bench, id);
  if (!plan.ok) return plan;
  const permitted = await permit(bench, plan.value);
  const steps = await plannedSteps(bench, plan.value);
  if (!steps.ok) return steps;
  const writers = await openWriters(bench, steps.value, id);
  try {
    if (writers.missing !== undefined)
      return refuse(
        'observe_only',
        `\`${writers.missing}\` is observe-only: the enforcer has no write credential for it.`,
        `Give it one with \`countersign source writer ${writers.missing}\`.`,
      );
    const told: RehearsedStep[] = [];
    for (const step of steps.value) told.push(await tryStep(writers.of(step), step, permitted.ok));
    return done({
      plan: id,
      ...(permitted.ok ? {} : { refusedNow: { code: permitted.code, message: permitted.message } }),
      steps: told,
    });
  } finally {
    await writers.close();
  }
}

async function tryStep(
  writer: TargetWriter,
  step: PlannedStep,
  isPermitted: boolean,
): Promise<RehearsedStep> {
  const { index, change, before, after, act } = step;
  const observed = onceSuspended(step, await writer.observe(change));
  const standing = standingOf(step, observed);
  const found = standing === 'before' ? 'to do' : standing === 'after' ? 'done' : 'other';
  const told = {
    step: index,
    source: change.source,
    change: change.type,
    found,
    differences: found === 'to do' ? [] : stateDifferences(before, observed),
  } as const;
  if (!isPermitted || writer.rehearse === undefined || found !== 'to do')
    return { ...told, allowed: 'unknown' };
  try {
    await writer.rehearse(change, act === 'apply' ? undefined : after);
    return { ...told, allowed: 'yes' };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...told, allowed: 'no', because: error.message };
  }
}

/** Answers everybody who asked for a plan to be tried out; a target that is away is told, and not tried again. */
export async function answerRehearsals(bench: EnforcementBench): Promise<void> {
  const asked = await bench.database.query<{ id: number; plan: EntryId }>(
    'select id, plan from enforcement.rehearsal where finished_at is null order by id limit 20',
  );
  for (const { id, plan } of asked) {
    if (bench.stop.aborted) return;
    await bench.database.query(
      'update enforcement.rehearsal set outcome = $2::jsonb, finished_at = now() where id = $1',
      [id, JSON.stringify(await answerOf(bench, plan))],
    );
  }
}

async function answerOf(bench: EnforcementBench, plan: EntryId): Promise<Result<Rehearsal>> {
  try {
    return await rehearse(bench, plan);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return refuse(error.code, error.message, error.next);
  }
}
