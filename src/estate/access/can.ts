import { globsOverlap, hasWildcard, isUniversal } from '../../platform/glob.ts';
import { isDeny, isOutOfUse, type AccessGraph } from './graph.ts';
import { heldBy } from './held.ts';
import { matchQuestion, type Matched } from './match.ts';
import { ancestors, rowOf, type Reached } from './reach.ts';

/**
 * Whether one node could hold one of the matched rights, found from the node upwards: what `whoReaches` finds for it from
 * the rights downwards. Undefined: by nothing that was read.
 */
export function reachOf(graph: AccessGraph, node: number, matched: Matched): Reached | undefined {
  const { grants, grantsOf, nodeFlags, nodeSource } = graph;
  const rights = new Set(matched.entitlements);
  const knowsResource = matched.sources.has(nodeSource[node] ?? -1);
  const { held } = heldBy(graph, node, { limit: Infinity, only: (right) => rights.has(right) });
  const ways = held.filter(({ entitlement }) => entitlement !== undefined || knowsResource);
  // as `whoReaches` tells it: free of conditions if there is such a way, and then a shortest
  const [way] = ways.toSorted(
    (a, b) => Number(a.conditional) - Number(b.conditional) || a.path.steps.length - b.path.steps.length,
  );
  if (way === undefined) return undefined;
  const denies = [...ancestors(graph, node)].flatMap((above) =>
    [...rowOf(grantsOf, above)].filter(
      (grant) => ((grants.flags[grant] ?? 0) & isDeny) !== 0 && rights.has(grants.to[grant] ?? -1),
    ),
  );
  return {
    path: way.path,
    conditional: way.conditional,
    outOfUse: ((nodeFlags[node] ?? 0) & isOutOfUse) !== 0,
    denies,
  };
}

/** A resource, by its number in the graph's index, and how the node reaches it. */
export interface ReachedResource {
  readonly resource: number;
  readonly reached: Reached;
}

/**
 * The resources of a node's own source on which it could do `action`: exactly those of which `reachOf` says so when they
 * are asked for by their keys. What only a right names, and no resource that was read, is not among them.
 */
export const resourcesReached = (
  graph: AccessGraph,
  node: number,
  action: string,
): readonly ReachedResource[] =>
  resourcesInReach(graph, node, action).flatMap((resource) => {
    const key = graph.resources.keys[resource] ?? '';
    const reached = reachOf(graph, node, matchQuestion(graph, action, key));
    return reached === undefined ? [] : [{ resource, reached }];
  });

/** Resources of a node's own source, by number, that its rights to `action` could name: all of those that it reaches, and more. */
export function resourcesInReach(graph: AccessGraph, node: number, action: string): readonly number[] {
  const { resources, texts, entitlements, nodeSource } = graph;
  const asked = action.toLowerCase();
  const fits = (right: number): boolean => {
    const text = texts.actions[entitlements.action[right] ?? -1] ?? '';
    return text === 'owner' || globsOverlap(text, asked);
  };
  const { held } = heldBy(graph, node, { limit: Infinity, only: fits });
  const exact = new Set<string>();
  const wild = new Set<string>();
  let isEverything = false;
  for (const { entitlement } of held) {
    isEverything ||= entitlement === undefined;
    for (const number of entitlement === undefined
      ? []
      : [entitlements.pattern[entitlement] ?? -1, entitlements.resource[entitlement] ?? -1]) {
      const text = texts.patterns[number];
      if (text === undefined) continue;
      isEverything ||= isUniversal(text);
      exact.add(text);
      if (hasWildcard(text)) wild.add(text);
    }
  }
  const couldBe = (key: string): boolean =>
    isEverything ||
    [key, ...(resources.byName.get(key) ?? []).map((number) => resources.keys[number] ?? '')].some(
      (text) =>
        exact.has(text) ||
        [...wild].some((pattern) => globsOverlap(pattern, text)) ||
        (hasWildcard(text) && [...exact].some((pattern) => globsOverlap(pattern, text))),
    );
  return resources.keys.flatMap((key, resource) =>
    resources.sourceNo[resource] === nodeSource[node] && couldBe(key) ? [resource] : [],
  );
}

/** Whether a way that was found is certain as far as rights can tell: nothing on it is conditional, nothing denies. */
export const isCertain = ({ conditional, outOfUse, denies }: Reached): boolean =>
  !conditional && !outOfUse && denies.length === 0;
