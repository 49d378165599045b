import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Entry, LedgerView } from './ledger-view.ts';
import { thingOf, type Change } from './observe.ts';

/** One thing at the target and every state that it may be in, if the ledger is right. */
export interface Thing {
  readonly name: string;
  readonly change: Change;
  readonly possible: readonly string[];
}

interface Proposed {
  readonly change: Change;
  readonly precondition: object;
  readonly expected: object;
}

const canonical = (value: unknown): string => canonicalize(value) ?? 'undefined';

/**
 * Replays every execution in the log onto the things it touches. `at rest`: every execution must have ended, and as it
 * says. A change that is not preceded by its numbered intent leaves a thing in a state that is not possible.
 */
export function replay(
  view: LedgerView,
  when: 'under way' | 'at rest',
): { readonly things: readonly Thing[]; readonly found: readonly string[] } {
  const things = new Map<string, Thing>();
  const found: string[] = [];
  const set = (change: Change, ...possible: readonly string[]): void => {
    things.set(thingOf(change), { name: thingOf(change), change, possible });
  };

  for (const filed of view.of('proposal.filed'))
    for (const { change, precondition } of proposedIn(view, filed))
      if (!things.has(thingOf(change))) set(change, canonical(precondition));

  for (const started of view.of('execution.started')) {
    const plan = view.byId(String(started.body['plan']));
    const filed = plan === undefined ? undefined : view.byId(String(plan.body['proposalEntry']));
    if (plan === undefined || filed === undefined) {
      found.push(`execution ${started.id} has no plan or proposal in the log`);
      continue;
    }
    if (view.causedBy(plan.id, 'execution.started').length > 1) found.push(`plan ${plan.id} began twice`);
    const steps = stepsOf(view, plan, filed);
    const ends = view.causedBy(started.id, 'execution.finished');
    const failed = view
      .causedBy(started.id, 'execution.step.intended')
      .some((intent) => view.causedBy(intent.id, 'execution.step.failed').length > 0);
    const tale = steps.map((step, index) => stepTale(view, started, step, index, found));
    for (const [index, step] of steps.entries()) {
      const { is } = tale[index] ?? { is: 'not begun' };
      if (is === 'intended' || (is === 'applied' && failed && ends.length === 0))
        set(step.change, step.before, step.after);
      else if (is === 'applied') set(step.change, step.after);
      else if (is === 'failed' || is === 'undone') set(step.change, step.before);
    }
    if (when === 'at rest')
      found.push(
        ...endProblems(
          started,
          ends,
          tale.map(({ is }) => is),
        ),
      );
  }
  return { things: [...things.values()], found };
}

const proposedIn = (view: LedgerView, filed: Entry): readonly Proposed[] => {
  const content = view.blob(filed, 'proposal');
  return typeof content === 'object' &&
    content !== null &&
    'changes' in content &&
    Array.isArray(content.changes)
    ? content.changes
    : [];
};

interface Step {
  readonly change: Change;
  readonly before: string;
  readonly after: string;
}

function stepsOf(view: LedgerView, plan: Entry, filed: Entry): readonly Step[] {
  const forward = proposedIn(view, filed).map(({ change, precondition, expected }) => ({
    change,
    before: canonical(precondition),
    after: canonical(expected),
  }));
  const back = forward.map(({ change, before, after }) => ({ change, before: after, after: before }));
  switch (plan.body['kind']) {
    case 'restore':
    case 'return':
      return back.toReversed();
    case 'expiry':
      return back.filter((_step, index) => index === plan.body['step']);
    default:
      return forward;
  }
}

type Tale = 'not begun' | 'intended' | 'applied' | 'failed' | 'undone';

/** What the log says of one step, with its digests held to the states that were signed. */
function stepTale(
  view: LedgerView,
  started: Entry,
  step: Step,
  index: number,
  found: string[],
): { readonly is: Tale } {
  const intents = view
    .causedBy(started.id, 'execution.step.intended')
    .filter((entry) => entry.body['step'] === index);
  const [intent] = intents;
  if (intent === undefined) return { is: 'not begun' };
  const where = `step ${index} of ${started.id}`;
  if (intents.length > 1) found.push(`${where} was intended twice`);
  const salt = saltOf(view.blob(intent, 'pre-image'));
  const digest = (state: string): string =>
    hash('sha256', `countersign/target-state/v1\n{"salt":"${salt}","state":${state}}`, 'hex');
  if (intent.body['before'] !== digest(step.before))
    found.push(`${where}: its pre-image is not the signed state`);
  const ended = (type: string, state: string): boolean => {
    const entries = view.causedBy(intent.id, `execution.step.${type}`);
    if (entries.length > 1) found.push(`${where} was ${type} twice`);
    const [entry] = entries;
    if (entry !== undefined && entry.body['after'] !== digest(state))
      found.push(`${where}: ${type} in another state than it says`);
    if (entry !== undefined && entry.seq < intent.seq) found.push(`${where}: ${type} before it was intended`);
    return entry !== undefined;
  };
  const applied = ended('applied', step.after);
  const undone = ended('undone', step.before);
  const failed = ended('failed', step.before);
  if (applied && failed) found.push(`${where} was applied and failed`);
  if (undone && !applied) found.push(`${where} was undone without having been applied`);
  return { is: undone ? 'undone' : applied ? 'applied' : failed ? 'failed' : 'intended' };
}

const saltOf = (image: unknown): string =>
  typeof image === 'object' && image !== null && 'salt' in image ? String(image.salt) : 'no salt';

/** An execution at rest has ended once, and its steps bear out how. */
function endProblems(started: Entry, ends: readonly Entry[], steps: readonly Tale[]): readonly string[] {
  const [end] = ends;
  if (end === undefined) return [`execution ${started.id} is unfinished`];
  if (ends.length > 1) return [`execution ${started.id} finished twice`];
  const outcome = end.body['outcome'];
  const bornOut =
    outcome === 'done'
      ? steps.length === started.body['steps'] && steps.every((is) => is === 'applied')
      : outcome === 'undone' || outcome === 'failed'
        ? steps.every((is) => is === 'undone' || is === 'failed' || is === 'not begun') &&
          (outcome === 'undone') === steps.includes('undone')
        : false;
  return bornOut
    ? []
    : [`execution ${started.id} ended as ${String(outcome)}, its steps as ${steps.join(', ')}`];
}
