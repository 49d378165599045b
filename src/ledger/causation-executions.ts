import { checkBegun } from './causation-mandates.ts';
import { notThere, settle, supersededBy } from './causation-ends.ts';
import type { ChainStep, SeenExecution } from './causation-state.ts';
import { notWatched } from './causation-windows.ts';
import { isDigestText, isObject, isText, member } from './shape.ts';

/** From plan to effect: each entry held to the plan it carries out. */
export const executionSteps: Readonly<Record<string, ChainStep>> = {
  'execution.started'(chain, leaf, { writerIsRight }) {
    const { state } = chain;
    const { body, basis, causedBy, id } = leaf.entry;
    const problems: string[] = [];
    const stopped: string[] = [];
    const name = member(body, 'plan');
    const plan = isText(name) ? state.plans.get(name) : undefined;
    state.executionsChecked++;
    if (!isText(name) || plan === undefined) problems.push('it carries out no earlier plan');
    else {
      if (!plan.holds) problems.push(`plan \`${name}\` does not hold`);
      if (!causedBy.includes(name)) problems.push('it is not caused by its plan');
      // it may be voided while the enforcer begins, who looks again before each step
      if (plan.voided) stopped.push(`plan \`${name}\` was voided`);
      if (plan.usedBy !== undefined)
        problems.push(`plan \`${name}\` was carried out by \`${plan.usedBy}\` already`);
      if (basis['changes'] !== plan.changes) problems.push('it makes other changes than its plan');
      if (plan.expiresAt <= leaf.sequencedAt)
        problems.push(`what its plan rests on expired at ${plan.expiresAt}`);
      if (plan.ends !== undefined) {
        const ended = state.executions.get(plan.ends.execution);
        if (ended !== undefined) problems.push(...notThere(ended, plan.ends.step));
      }
      const begun = checkBegun(chain, plan, plan.steps, leaf.sequencedAt);
      problems.push(...begun.problems);
      stopped.push(...begun.stopped);
      plan.usedBy ??= id;
    }
    if (!writerIsRight) problems.push('an execution that the enforcer did not write');
    state.executions.set(id, {
      seq: leaf.seq,
      at: leaf.sequencedAt,
      plan: isText(name) ? name : '',
      steps: plan?.steps ?? 0,
      stopped,
      applied: new Set(),
      outcome: undefined,
      restored: false,
    });
    return problems;
  },

  'execution.refused'({ state }, leaf, { writerIsRight }) {
    const name = member(leaf.entry.body, 'plan');
    const plan = isText(name) ? state.plans.get(name) : undefined;
    if (plan !== undefined && writerIsRight) plan.supersededBy = supersededBy(leaf.entry.body);
    return [];
  },

  'execution.step.intended'({ state }, leaf) {
    const { body, causedBy, blobs, id } = leaf.entry;
    const execution = executionOf(state.executions, causedBy);
    const step = member(body, 'step');
    const problems: string[] = [];
    if (execution === undefined) problems.push('it belongs to no started execution');
    else if (execution.outcome !== undefined) problems.push('its execution had finished');
    else problems.push(...execution.stopped);
    if (
      typeof step !== 'number' ||
      step < 0 ||
      (execution !== undefined && execution.steps > 0 && step > execution.steps)
    )
      problems.push('its step is none of the plan');
    if (!isDigestText(member(body, 'before'))) problems.push('it says not what was there before');
    if (!blobs.some((blob) => blob.name === 'pre-image')) problems.push('it keeps no pre-image');
    if (execution !== undefined && typeof step === 'number') {
      problems.push(...notWatched(execution, step, leaf.sequencedAt));
      (execution.begunSteps ??= new Set()).add(step);
      state.intended.set(id, { step, execution });
    }
    return problems;
  },

  'execution.step.applied': outcomeOfStep,
  'execution.step.failed': outcomeOfStep,
  'execution.step.undone': outcomeOfStep,

  'ticket.opened'({ state }, leaf) {
    const { body, causedBy, id } = leaf.entry;
    const [intended] = causedBy.flatMap((cause) => state.intended.get(cause) ?? []);
    if (intended === undefined) return ['no intention was recorded before people were asked'];
    state.intended.set(id, intended);
    return member(body, 'marked') === 'decision' ? [] : ['it does not say that it carries a decision'];
  },

  'lease.checked'({ state }, leaf) {
    const [intended] = leaf.entry.causedBy.flatMap((cause) => state.intended.get(cause) ?? []);
    const checks = member(leaf.entry.body, 'checks');
    const isMet =
      Array.isArray(checks) && checks.every((each) => isObject(each) && member(each, 'is') !== 'not met');
    if (isMet) state.contextsMet.add(leaf.entry.id);
    return intended === undefined ? ['no intention was recorded before the context was checked'] : [];
  },

  'lease.made'({ state }, leaf) {
    const checked = leaf.entry.causedBy.filter((cause) => state.entries.get(cause)?.type === 'lease.checked');
    if (checked.length === 0) return ['its context was not recorded before the lease was asked for'];
    return checked.every((cause) => state.contextsMet.has(cause))
      ? []
      : ['it was made though something of its context was not met'];
  },

  'lease.ended'({ state }, leaf) {
    const made = leaf.entry.causedBy.some((cause) => state.entries.get(cause)?.type === 'lease.made');
    return made ? [] : ['it ends no lease that was made'];
  },

  'ticket.settled'({ state }, leaf) {
    const opened = leaf.entry.causedBy.find((cause) => state.entries.get(cause)?.type === 'ticket.opened');
    if (opened === undefined) return ['it settles no ticket'];
    const step = state.intended.get(opened);
    return member(leaf.entry.body, 'how') === 'proven' && step?.execution.applied.has(step.step) !== true
      ? ['it calls a ticket proven whose change was not re-read']
      : [];
  },

  'execution.finished'({ state }, leaf) {
    const execution = executionOf(state.executions, leaf.entry.causedBy);
    if (execution === undefined) return ['it finishes no started execution'];
    const twice = execution.outcome !== undefined;
    const outcome = member(leaf.entry.body, 'outcome');
    execution.outcome ??= isText(outcome) ? outcome : 'unknown';
    const plan = state.plans.get(execution.plan);
    if (execution.outcome === 'done' && plan?.usedBy !== undefined) settle(state, plan);
    return twice ? ['its execution had finished already'] : [];
  },
};

function outcomeOfStep(...[{ state }, leaf]: Parameters<ChainStep>): readonly string[] {
  const { body, causedBy, type } = leaf.entry;
  const intended = causedBy.flatMap((cause) => state.intended.get(cause) ?? []);
  if (intended.length === 0) return ['no intention was recorded before it'];
  const own = intended.find(({ step }) => step === member(body, 'step'));
  if (own === undefined) return ['it tells of another step than was intended'];
  if (type === 'execution.step.applied') {
    own.execution.applied.add(own.step);
    (own.execution.appliedAt ??= new Map()).set(own.step, { entry: leaf.entry.id, at: leaf.sequencedAt });
  } else own.execution.applied.delete(own.step);
  return [];
}

function executionOf(
  executions: ReadonlyMap<string, SeenExecution>,
  causedBy: readonly string[],
): SeenExecution | undefined {
  for (const cause of causedBy) {
    const execution = executions.get(cause);
    if (execution !== undefined) return execution;
  }
  return undefined;
}
