import type { AccountView, AgentRightsView, Fact } from '../model/index.ts';
import { shownRight, unlistedOf, type Capable } from './agent-capabilities.ts';
import { factOf } from './facts.ts';
import type { Conclusion } from './rule.ts';

/** What of a capability is told at most; all of it decides. */
const mostTold = 10;

/** Nothing to judge, or nobody looked; undefined: judge it. */
export function beforeRights(view: AccountView): readonly Conclusion[] | undefined {
  if (view.kind !== 'agent' || view.state === 'disabled' || view.agentRights === null)
    return [{ is: 'clear', recheckAt: null }];
  if (view.agentRights === undefined) return unknownRights(view, 'what it may do: nobody looked');
  return undefined;
}

export const unknownRights = (view: AccountView, missing: string): readonly Conclusion[] => [
  { is: 'unknown', subject: view.ref, aspect: '', missing },
];

/** Nothing was found: clear, unless there are tools that nobody listed, or more rights than were looked at. */
export function nothingFound(view: AccountView, rights: AgentRightsView): readonly Conclusion[] {
  const [unlisted] = unlistedOf(rights);
  if (unlisted !== undefined) return unknownRights(view, `which tools ${unlisted} has: they were not listed`);
  if (rights.more > 0)
    return unknownRights(view, `what the ${rights.more} rights beyond those that were looked at allow`);
  return [{ is: 'clear', recheckAt: null }];
}

/** The rights by which it can, in order. */
export const capableFact = (view: AccountView, predicate: string, by: readonly Capable[]): Fact => {
  const shown = [...new Set(by.map(({ right }) => shownRight(right)))].toSorted();
  return factOf(
    view.ref,
    predicate,
    shown.length > mostTold ? [...shown.slice(0, mostTold), `and ${shown.length - mostTold} more`] : shown,
    view.observedAt,
  );
};

/** How what is told was known: its words are not its deeds. */
export const inferredFact = (view: AccountView): Fact =>
  factOf(
    view.ref,
    'known by',
    'the words of the names of its tools and rights; what a tool does only its server knows',
    view.observedAt,
  );
