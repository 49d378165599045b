import type { ChainState, SeenExecution, SeenPlan, SignedDecision } from './causation-state.ts';
import { isObject, isText, isTextList, member, type JsonObject } from './shape.ts';

/** How long after an end it may still be under way before it is reported as not brought about. */
const graceMs = 3_600_000;

/** What one change of an execution gave until a date, and nothing in the log took back. */
export interface UnkeptEnd {
  /** The entry that began the execution. */
  readonly seq: number;
  readonly execution: string;
  readonly step: number;
  readonly endsAt: string;
  /** Whether the log has a plan to take it back that holds. */
  readonly planned: boolean;
}

/**
 * Holds a plan of kind `expiry` to the execution whose end it brings about: triggered by the clock, not before the end
 * that everyone who approved that execution signed, or that its mandate allowed, under all of these and no other, for one change that was
 * made and is still there, and once, unless the plan before came to nothing.
 */
export function checkExpiry(
  state: ChainState,
  plan: {
    readonly body: JsonObject;
    readonly sequencedAt: string;
    readonly changes: string | undefined;
    readonly causedBy: readonly string[];
    readonly decisions: readonly string[];
    readonly rests: readonly SignedDecision[];
  },
): { readonly problems: readonly string[]; readonly ends?: SeenPlan['ends'] } {
  const { body, rests } = plan;
  const [expires, step, trigger] = [member(body, 'expires'), member(body, 'step'), member(body, 'trigger')];
  const execution = isText(expires) ? state.executions.get(expires) : undefined;
  const original = execution === undefined ? undefined : state.plans.get(execution.plan);
  if (!isText(expires) || execution === undefined || original === undefined || typeof step !== 'number')
    return { problems: ['it ends no earlier execution'] };
  const problems: string[] = [];
  if (!endable.includes(original.kind) || !original.holds)
    problems.push('what it ends did not rest on decisions, or a mandate, that hold');
  if (original.changes !== plan.changes) problems.push('it ends other changes than the execution made');
  if (member(body, 'steps') !== 1) problems.push('it does more than take back one change');
  const byClock = isObject(trigger) && member(trigger, 'kind') === 'clock';
  if (!byClock || member(trigger, 'entry') !== expires || !plan.causedBy.includes(expires))
    problems.push('it is not triggered by the clock for the execution that it ends');
  if (!sameMembers(plan.decisions, original.decisions))
    problems.push('it does not rest on exactly the decisions of the execution');
  problems.push(...underAnotherMandate(plan, original));
  for (const { item, person } of rests)
    if (item.endsAt === null) problems.push(`\`${person}\` mandated no end`);
    else if (item.endsAt > plan.sequencedAt)
      problems.push(`the end that \`${person}\` signed, ${item.endsAt}, had not come`);
  problems.push(...notThere(execution, step));
  const before = execution.endings?.get(step);
  const tried = before === undefined ? undefined : state.plans.get(before);
  if (tried !== undefined && !cameToNothing(state, tried))
    problems.push(`\`${before}\` takes back the same already`);
  return { problems, ends: { execution: expires, step } };
}

const endable = ['decision', 'glass', 'mandate'];

/** What a mandate gave ends under the same signatures, at the moment that its plan said within the mandate's own time. */
function underAnotherMandate(
  plan: { readonly body: JsonObject; readonly sequencedAt: string; readonly causedBy: readonly string[] },
  { mandated }: SeenPlan,
): readonly string[] {
  const named = member(plan.body, 'mandates');
  if (mandated === undefined) return named === undefined ? [] : ['no mandate gave what it ends'];
  if (!isTextList(named) || !sameMembers(named, mandated.mandates))
    return ['it does not rest on exactly the mandate of the execution'];
  const problems = named
    .filter((entry) => !plan.causedBy.includes(entry))
    .map((entry) => `the plan is not caused by \`${entry}\``);
  if (mandated.endsAt === undefined) problems.push('nobody mandated an end');
  else if (mandated.endsAt > plan.sequencedAt)
    problems.push(`the end that was mandated, ${mandated.endsAt}, had not come`);
  return problems;
}

/** Remembers a plan that takes something back and holds: until it came to nothing there is no other for the same. */
export function keepEnding(state: ChainState, id: string, { ends, holds }: SeenPlan): void {
  const execution = ends === undefined || !holds ? undefined : state.executions.get(ends.execution);
  if (execution !== undefined && ends !== undefined) (execution.endings ??= new Map()).set(ends.step, id);
}

/** Why this change cannot end at this point of the log; asked when its end is planned, and when it is begun. */
export function notThere(execution: SeenExecution, step: number): readonly string[] {
  const problems: string[] = [];
  if (execution.outcome === undefined) problems.push('the execution that it ends had not finished');
  if (!execution.applied.has(step)) problems.push('the execution that it ends made no such change');
  if (execution.restored) problems.push('what it ends had been put back already');
  if (execution.ended?.has(step) === true) problems.push('what it ends had been taken back already');
  return problems;
}

const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

const cameToNothing = (state: ChainState, plan: SeenPlan): boolean => {
  const outcome = plan.usedBy === undefined ? undefined : state.executions.get(plan.usedBy)?.outcome;
  return plan.voided || (outcome !== undefined && outcome !== 'done');
};

/** Marks what a finished execution put back: the whole of another, or one change of it. */
export function settle(state: ChainState, plan: SeenPlan): void {
  if (!plan.holds) return;
  if (plan.restores !== undefined) {
    const restored = state.executions.get(plan.restores);
    if (restored !== undefined) restored.restored = true;
  }
  if (plan.ends === undefined) return;
  const ended = state.executions.get(plan.ends.execution);
  if (ended !== undefined) (ended.ended ??= new Set()).add(plan.ends.step);
}

/**
 * Every end that by the log's own latest time has passed and was not brought about: neither taken back nor put back, nor
 * given way to a later change that still stands. A server that is silent is named so; nothing is broken by it.
 */
export function unkeptEnds(state: ChainState, latest: string): readonly UnkeptEnd[] {
  if (latest === '') return [];
  const late = new Date(Date.parse(latest) - graceMs).toISOString();
  const found: UnkeptEnd[] = [];
  for (const [id, execution] of state.executions) {
    const endsAt = endOf(state, execution);
    if (endsAt === null || endsAt > late || execution.restored) continue;
    for (const step of execution.applied) {
      const planned = execution.endings?.get(step);
      const plan = planned === undefined ? undefined : state.plans.get(planned);
      if (execution.ended?.has(step) !== true && !gaveWay(state, plan))
        found.push({ seq: execution.seq, execution: id, step, endsAt, planned: plan !== undefined });
    }
  }
  return found;
}

function endOf(state: ChainState, execution: SeenExecution): string | null {
  const plan = state.plans.get(execution.plan);
  if (plan?.kind === 'mandate') return plan.mandated?.endsAt ?? null;
  if (plan?.kind !== 'decision' && plan?.kind !== 'glass') return null;
  const [first] = plan.decisions;
  return first === undefined ? null : (state.decisions.get(first)?.item.endsAt ?? null);
}

/** The enforcer left it to a later change of the same, which has not been put back since. */
function gaveWay(state: ChainState, plan: SeenPlan | undefined): boolean {
  if (plan?.supersededBy === undefined) return false;
  const { execution, step } = plan.supersededBy;
  const later = state.executions.get(execution);
  return later !== undefined && !later.restored && later.ended?.has(step) !== true;
}

/** The later change that a refusal by the enforcer names. */
export function supersededBy(body: JsonObject): SeenPlan['supersededBy'] {
  const [by, step] = [member(body, 'by'), member(body, 'byStep')];
  return member(body, 'code') === 'superseded' && isText(by) && typeof step === 'number'
    ? { execution: by, step }
    : undefined;
}

/** Sentences about unkept ends, the first of them one by one. */
export function tellUnkeptEnds(ends: readonly UnkeptEnd[]): readonly string[] {
  const told = ends
    .slice(0, 20)
    .map(
      ({ seq, execution, step, endsAt, planned }) =>
        `entry ${seq}: what change ${step + 1} of \`${execution}\` gave was to end at ${endsAt}, and nothing took it back (${planned ? 'planned, not carried out' : 'no plan to do so'})`,
    );
  return ends.length > told.length
    ? [...told, `and ${ends.length - told.length} more ends like these`]
    : told;
}
