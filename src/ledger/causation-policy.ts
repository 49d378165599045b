import type { ChainStep } from './causation-state.ts';
import { readActivateItem } from './items.ts';
import { isEntryIdText, isObject, isText, member } from './shape.ts';
import { coveredItem, parseStatement } from './statement.ts';

/**
 * A change of the law, held to what it rests on: the proposal whose signed request it carries, and the what-if of exactly
 * this set in the place of exactly that law. Who may sign it is for `signers.ts`, which also says what the law is.
 */
export const policySteps: Readonly<Record<string, ChainStep>> = {
  'simulation.recorded'({ state }, leaf, { writerIsRight }) {
    const { body, basis, id } = leaf.entry;
    if (member(body, 'about') !== 'policy' || !writerIsRight) return [];
    const replaces = member(body, 'replaces');
    const { after, result } = basis;
    if (!isEntryIdText(replaces) || after === undefined || result === undefined)
      return ['the what-if of a policy names no law, no set or no result'];
    state.simulations.set(id, { replaces, after, result });
    return [];
  },

  'policy.activated'({ state }, leaf) {
    const { body, causedBy } = leaf.entry;
    const text = member(body, 'statement');
    const statement = isText(text) ? parseStatement(text) : 'nothing';
    if (typeof statement === 'string') return []; // the signers' fold has said so
    const covered = coveredItem(statement, body);
    const item = typeof covered === 'string' ? covered : readActivateItem(covered);
    if (typeof item === 'string') return [];
    const problems: string[] = [];
    const request = member(body, 'request');
    const asked = state.policyRequests.get(item.proposal);
    if (asked === undefined || !isObject(request) || member(request, 'statement') !== asked)
      problems.push(`it names \`${item.proposal}\`, which did not file this request`);
    const simulation = state.simulations.get(item.simulation);
    if (simulation === undefined)
      problems.push(`it rests on \`${item.simulation}\`, which is no earlier what-if of a policy`);
    else if (
      simulation.replaces !== item.replaces ||
      simulation.after !== item.policy ||
      simulation.result !== item.result
    )
      problems.push(
        'its what-if was of another policy, in the place of another law, or found something else',
      );
    for (const entry of [item.proposal, item.simulation])
      if (!causedBy.includes(entry)) problems.push(`\`${entry}\` is not among what caused it`);
    return problems;
  },
};
