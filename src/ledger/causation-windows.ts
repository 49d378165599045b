import type { ChainStep, SeenExecution } from './causation-state.ts';
import { isText, member } from './shape.ts';

/** The watch over something suspended: its beginning is the ledger's own, and nothing is deleted before its end. */
export const windowSteps: Readonly<Record<string, ChainStep>> = {
  'window.opened'({ state }, leaf) {
    const { body, causedBy, id } = leaf.entry;
    const [name = '', suspended = ''] = causedBy;
    const execution = state.executions.get(name);
    if (execution === undefined) return ['it watches for no started execution'];
    const [step, since, until] = [member(body, 'step'), member(body, 'since'), member(body, 'until')];
    if (typeof step !== 'number' || !isText(since) || !isText(until)) return ['it says not what it watches'];
    const applied = execution.appliedAt?.get(step - 1);
    const problems: string[] = [];
    if (applied?.entry !== suspended || applied.at !== since)
      problems.push('it does not begin with the re-read of the suspension before its step');
    if (execution.windows?.has(step) === true) problems.push('its step is watched already');
    execution.windows ??= new Map();
    execution.windows.set(step, { entry: id, since, until, how: undefined });
    state.watching.set(id, execution);
    return problems;
  },

  'window.closed'({ state }, leaf) {
    const { body, causedBy } = leaf.entry;
    const [how, step] = [member(body, 'how'), member(body, 'step')];
    const window = causedBy
      .flatMap((cause) =>
        typeof step === 'number' ? (state.watching.get(cause)?.windows?.get(step) ?? []) : [],
      )
      .find(({ entry }) => causedBy.includes(entry));
    if (window === undefined) return ['it closes no watch'];
    if (window.how !== undefined) return ['its watch was over already'];
    window.how = isText(how) ? how : 'unknown';
    return window.how === 'nothing broke' && leaf.sequencedAt < window.until
      ? [`it says that nothing broke before ${window.until}, when the watch ends`]
      : [];
  },
};

/** Why this step may not be made now, where it is watched over. */
export function notWatched(execution: SeenExecution, step: number, at: string): readonly string[] {
  const window = execution.windows?.get(step);
  if (window === undefined) return [];
  if (window.how !== 'nothing broke')
    return [
      `it is made although its watch ${window.how === undefined ? 'was not over' : `ended as ${window.how}`}`,
    ];
  return at < window.until ? [`it is made before ${window.until}, when its watch ends`] : [];
}
