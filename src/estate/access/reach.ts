import { isAccount, isConditional, isDeny, isOutOfUse, type AccessGraph } from './graph.ts';
import type { Matched } from './match.ts';

/** How a node came to be reached: by holding the grant, by its own power, or through a membership. */
export type Step =
  | { readonly by: 'grant'; readonly grant: number }
  | { readonly by: 'power' }
  | { readonly by: 'membership'; readonly membership: number };

/** A node's way to the right: memberships from it upwards, ending in a grant or a power. */
export interface Path {
  readonly node: number;
  readonly steps: readonly Step[];
}

export interface Reached {
  readonly path: Path;
  /** Some edge of the path has a condition that was not evaluated, and no path without one exists. */
  readonly conditional: boolean;
  readonly outOfUse: boolean;
  /** Deny grants that could apply to it, by number. */
  readonly denies: readonly number[];
}

const power = -1;

/**
 * Everyone who could hold one of the matched rights, with a shortest path; a path free of conditions wins over a shorter
 * one with. Breadth first from the holders down to the members, each node once, so cycles end by themselves. `total`
 * counts all; only `limit` after the first `skip` are told.
 */
export function whoReaches(
  graph: AccessGraph,
  matched: Matched,
  limit: number,
  skip = 0,
): { readonly reached: readonly Reached[]; readonly total: number } {
  const { grants, memberships, membersOf, nodeFlags, nodeSource } = graph;
  const cause = new Int32Array(graph.nodeCount); // 0 not reached; n+2 a grant; -(n+2) a membership; -1 a power
  const queue: number[] = [];
  const reach = (node: number, by: number): void => {
    if (cause[node] !== 0) return;
    cause[node] = by;
    queue.push(node);
  };
  const conditionalGrants: number[] = [];
  const denied = new Map<number, number[]>();
  for (const node of graph.allPowerful) if (matched.sources.has(nodeSource[node] ?? -1)) reach(node, power);
  for (const entitlement of matched.entitlements)
    for (const grant of rowOf(graph.holdersOf, entitlement)) {
      const flags = grants.flags[grant] ?? 0;
      const holder = grants.from[grant] ?? 0;
      if ((flags & isDeny) !== 0) denied.set(holder, [...(denied.get(holder) ?? []), grant]);
      else if ((flags & isConditional) !== 0) conditionalGrants.push(grant);
      else reach(holder, grant + 2);
    }
  let at = 0;
  for (; at < queue.length; at++)
    for (const edge of rowOf(membersOf, queue[at] ?? 0))
      if (((memberships.flags[edge] ?? 0) & isConditional) === 0)
        reach(memberships.from[edge] ?? 0, -(edge + 2));
  const surely = queue.length;
  for (const grant of conditionalGrants) reach(grants.from[grant] ?? 0, grant + 2);
  // once more from the start: now through conditional memberships too
  for (at = 0; at < queue.length; at++)
    for (const edge of rowOf(membersOf, queue[at] ?? 0)) reach(memberships.from[edge] ?? 0, -(edge + 2));
  const places = [...queue.keys()].filter((place) => ((nodeFlags[queue[place] ?? 0] ?? 0) & isAccount) !== 0);
  // told in parts: then what is certain first, in the order of keys, which is the same however this version came to be in memory
  if (skip > 0 || places.length > limit)
    places.sort(
      (a, b) => Number(a >= surely) - Number(b >= surely) || compareKeys(graph, queue[a] ?? 0, queue[b] ?? 0),
    );
  const reached = places.slice(skip, skip + limit).map((place): Reached => {
    const node = queue[place] ?? 0;
    return {
      path: pathFrom(graph, cause, node),
      conditional: place >= surely,
      outOfUse: ((nodeFlags[node] ?? 0) & isOutOfUse) !== 0,
      denies: denied.size === 0 ? [] : deniesAbove(graph, node, denied),
    };
  });
  return { reached, total: places.length };
}

/** The order of accounts in an answer that is told in parts. */
export const compareKeys = ({ nodeSource, nodeHi, nodeLo }: AccessGraph, a: number, b: number): number =>
  (nodeSource[a] ?? 0) - (nodeSource[b] ?? 0) ||
  (nodeHi[a] ?? 0) - (nodeHi[b] ?? 0) ||
  (nodeLo[a] ?? 0) - (nodeLo[b] ?? 0);

function pathFrom(graph: AccessGraph, cause: Int32Array, start: number): Path {
  const steps: Step[] = [];
  for (let node = start; ;) {
    const by = cause[node] ?? 0;
    if (by === power) steps.push({ by: 'power' });
    else if (by > 0) steps.push({ by: 'grant', grant: by - 2 });
    if (by >= power) return { node: start, steps };
    const membership = -by - 2;
    steps.push({ by: 'membership', membership });
    node = graph.memberships.to[membership] ?? 0;
  }
}

/** Deny grants held by the node or anything it is a member of. */
function deniesAbove(
  graph: AccessGraph,
  start: number,
  denied: ReadonlyMap<number, readonly number[]>,
): readonly number[] {
  return [...ancestors(graph, start)].flatMap((node) => denied.get(node) ?? []);
}

/** The node and everything above it, nearest first. */
export function ancestors(graph: AccessGraph, start: number): ReadonlySet<number> {
  const seen = new Set([start]);
  for (const node of seen)
    // a Set gives what is added while it is walked
    for (const edge of rowOf(graph.groupsOf, node)) seen.add(graph.memberships.to[edge] ?? 0);
  return seen;
}

/** The numbers in one row. */
export function rowOf(
  rows: { readonly starts: Int32Array; readonly items: Int32Array },
  row: number,
): Int32Array {
  return rows.items.subarray(rows.starts[row] ?? 0, rows.starts[row + 1] ?? 0);
}
