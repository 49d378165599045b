import {
  isAccount,
  isConditional,
  isDeny,
  isInheritOnly,
  isLeftOpen,
  isOutOfUse,
  isOutsider,
  isSetOnly,
  type AccessGraph,
} from './graph.ts';
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

export interface WhoReaches {
  readonly reached: readonly Reached[];
  readonly total: number;
  /** Accounts and groups that stand for whoever is not listed, in the order of keys; in neither of the above. */
  readonly outsiders: readonly Reached[];
  readonly isReached: (node: number) => boolean;
  /** All accounts in use among those reached, in no order, each with whether it is for certain; none is told for that. */
  readonly eachInUse: (take: (node: number, isSure: boolean) => void) => void;
  /** These of the accounts that were reached. */
  readonly of: (nodes: ReadonlySet<number>) => readonly Reached[];
}

/**
 * Everyone who could hold one of the matched rights, with a shortest path; a path free of conditions wins over a shorter
 * one with. Breadth first from the holders down to the members, each node once, so cycles end by themselves. `total`
 * counts all; only `limit` after the first `skip` are told.
 */
export function whoReaches(graph: AccessGraph, matched: Matched, limit: number, skip = 0): WhoReaches {
  const { grants, memberships, membersOf, nodeFlags, nodeSource, nodeCount } = graph;
  // where it makes a difference each node is there twice: to be it, and beyond those to have what it passes on
  const isTwofold = graph.tellsBeingFromHaving;
  const having = isTwofold ? nodeCount : 0;
  const cause = new Int32Array(nodeCount + having); // by state; 0: not reached; else as `Cause` has it
  const queue: number[] = [];
  const reach = (state: number, by: number): void => {
    if (cause[state] !== 0) return;
    cause[state] = by;
    queue.push(state);
  };
  const nodeOf = (state: number): number => (state < nodeCount ? state : state - nodeCount);
  const conditionalGrants: number[] = [];
  const denied = new Map<number, number[]>();
  for (const node of graph.allPowerful) if (matched.sources.has(nodeSource[node] ?? -1)) reach(node, byPower);
  for (const entitlement of matched.entitlements)
    for (const grant of rowOf(graph.holdersOf, entitlement)) {
      const flags = grants.flags[grant] ?? 0;
      const holder = grants.from[grant] ?? 0;
      if ((flags & isDeny) !== 0) denied.set(holder, [...(denied.get(holder) ?? []), grant]);
      else if ((flags & isConditional) !== 0) conditionalGrants.push(grant);
      else reach(holder + having, byGrant(grant));
    }
  const expand = (state: number, takesOpen: boolean): void => {
    for (const edge of rowOf(membersOf, nodeOf(state))) {
      const flags = memberships.flags[edge] ?? 0;
      if (!takesOpen && isLeftOpen(flags)) continue;
      const member = memberships.from[edge] ?? 0;
      if (!isTwofold) reach(member, byMembership(edge, 0));
      // to become it, the member must not merely inherit; to have what it passes on by SET ROLE, one must be the member
      else if (state >= nodeCount)
        reach(
          (flags & isSetOnly) === 0 ? member + having : member,
          byMembership(edge, state - nodeOf(state)),
        );
      else if ((flags & isInheritOnly) === 0) reach(member, byMembership(edge, 0));
    }
  };
  let at = 0;
  for (; at < queue.length; at++) expand(queue[at] ?? 0, false);
  const surely = queue.length;
  for (const grant of conditionalGrants) reach((grants.from[grant] ?? 0) + having, byGrant(grant));
  // once more from the start: now through conditional memberships too
  for (at = 0; at < queue.length; at++) expand(queue[at] ?? 0, true);
  const places = isTwofold ? firstPlaces(queue, nodeOf) : [...queue.keys()];
  const is = (place: number, flag: number): boolean =>
    ((nodeFlags[nodeOf(queue[place] ?? 0)] ?? 0) & flag) !== 0;
  const compare = (a: number, b: number): number =>
    compareKeys(graph, nodeOf(queue[a] ?? 0), nodeOf(queue[b] ?? 0));
  const accounts = places.filter((place) => is(place, isAccount) && !is(place, isOutsider));
  // told in parts: then what is certain first, in the order of keys, which is the same however this version came to be in memory
  if (limit > 0 && (skip > 0 || accounts.length > limit))
    accounts.sort((a, b) => Number(a >= surely) - Number(b >= surely) || compare(a, b));
  const told = (place: number): Reached => {
    const state = queue[place] ?? 0;
    const node = nodeOf(state);
    return {
      path: pathFrom(graph, cause, state),
      conditional: place >= surely,
      outOfUse: ((nodeFlags[node] ?? 0) & isOutOfUse) !== 0,
      denies: denied.size === 0 ? [] : deniesAbove(graph, node, denied),
    };
  };
  return {
    reached: accounts.slice(skip, skip + limit).map(told),
    total: accounts.length,
    outsiders: places
      .filter((place) => is(place, isOutsider))
      .toSorted(compare)
      .map(told),
    isReached: (node) => cause[node] !== 0 || (isTwofold && cause[node + nodeCount] !== 0),
    eachInUse(take) {
      for (const place of accounts) {
        if (is(place, isOutOfUse)) continue;
        const node = nodeOf(queue[place] ?? 0);
        take(node, place < surely && (denied.size === 0 || deniesAbove(graph, node, denied).length === 0));
      }
    },
    of: (nodes) => accounts.filter((place) => nodes.has(nodeOf(queue[place] ?? 0))).map(told),
  };
}

/** Why a state was reached, as one number: -1 a power, n+2 a grant, less than -1 a membership and what it led down from. */
const byPower = -1;
const byGrant = (grant: number): number => grant + 2;
const byMembership = (edge: number, from: number): number => -(edge * 2 + (from === 0 ? 0 : 1)) - 2;

/** Each node once, where it was reached first. */
function firstPlaces(queue: readonly number[], nodeOf: (state: number) => number): number[] {
  const seen = new Set<number>();
  return [...queue.keys()].filter((place) => {
    const node = nodeOf(queue[place] ?? 0);
    const isNew = !seen.has(node);
    seen.add(node);
    return isNew;
  });
}

/** The order of accounts in an answer that is told in parts. */
export const compareKeys = ({ nodeSource, nodeHi, nodeLo }: AccessGraph, a: number, b: number): number =>
  (nodeSource[a] ?? 0) - (nodeSource[b] ?? 0) ||
  (nodeHi[a] ?? 0) - (nodeHi[b] ?? 0) ||
  (nodeLo[a] ?? 0) - (nodeLo[b] ?? 0);

function pathFrom(graph: AccessGraph, cause: Int32Array, start: number): Path {
  const { nodeCount } = graph;
  const node = start < nodeCount ? start : start - nodeCount;
  const steps: Step[] = [];
  for (let state = start; ;) {
    const by = cause[state] ?? 0;
    if (by === byPower) steps.push({ by: 'power' });
    else if (by > 0) steps.push({ by: 'grant', grant: by - 2 });
    if (by >= byPower) return { node, steps };
    const said = -by - 2;
    const membership = said >> 1;
    steps.push({ by: 'membership', membership });
    state = (graph.memberships.to[membership] ?? 0) + ((said & 1) === 1 ? nodeCount : 0);
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
