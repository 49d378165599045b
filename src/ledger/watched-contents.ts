import type { ChainState, SeenExecution } from './causation-state.ts';
import { isObject, member, parseJson } from './shape.ts';
import type { StoredBlob } from './verify-input.ts';

/**
 * Holds each deletion that was signed to be watched to that: the entries alone do not say how long. Answers what is wrong
 * with this blob, if it is a proposal whose deletion was begun; the seq of its execution with it.
 */
export function watchedContents(
  state: ChainState,
): (blob: StoredBlob) => readonly { readonly seq: number; readonly what: string }[] {
  const begun = new Map<string, SeenExecution>();
  for (const plan of state.plans.values()) {
    const execution = plan.usedBy === undefined ? undefined : state.executions.get(plan.usedBy);
    const [decision] = plan.kind === 'decision' ? plan.decisions : [];
    const entry = decision === undefined ? undefined : state.decisions.get(decision)?.item.proposalEntry;
    const blob = entry === undefined ? undefined : state.proposals.get(entry)?.blob;
    if (execution !== undefined && blob !== undefined) begun.set(blob, execution);
  }
  return ({ id, content }) => {
    const execution = begun.get(id);
    if (execution === undefined || content === null || !content.includes('"watchedSeconds"')) return [];
    return unwatched(content, execution).map((what) => ({ seq: execution.seq, what }));
  };
}

function unwatched(content: string, execution: SeenExecution): readonly string[] {
  const proposal = parseJson(content);
  const listed = isObject(proposal) ? member(proposal, 'changes') : undefined;
  const problems: string[] = [];
  for (const [step, one] of (Array.isArray(listed) ? listed : []).entries()) {
    const change: unknown = isObject(one) ? member(one, 'change') : undefined;
    const seconds = isObject(change) ? member(change, 'watchedSeconds') : undefined;
    if (typeof seconds !== 'number' || execution.begunSteps?.has(step) !== true) continue;
    const window = execution.windows?.get(step);
    if (window === undefined)
      problems.push(`step ${step + 1} deletes what was to be watched first, and was not`);
    else if (Date.parse(window.until) - Date.parse(window.since) < seconds * 1000)
      problems.push(`step ${step + 1} was watched for less than the ${seconds} seconds that were signed`);
  }
  return problems;
}
