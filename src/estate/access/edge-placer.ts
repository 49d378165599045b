import type { EdgeList } from './edges.ts';
import type { SourceRanges } from './graph.ts';
import { numberIn, type KeyRange } from './key-range.ts';
import type { EdgeRow, UnplacedEdges } from './unplaced-edges.ts';

/** Where the edges of a version are collected. */
export interface EdgeLists {
  readonly memberships: EdgeList;
  readonly grants: EdgeList;
  readonly unplaced: UnplacedEdges;
}

/**
 * Puts an edge of one source between the nodes that it names; an edge with an end that is not there is kept aside. A key
 * that is both an account's and a group's is shown as both, never as neither.
 */
export function placeEdge(edge: EdgeRow, source: SourceRanges, lists: EdgeLists): void {
  const { accounts, groups, rights } = source;
  const [ends, list] =
    edge.kind === 'membership' ? [[accounts, groups], lists.memberships] : [[rights], lists.grants];
  let placed = false;
  for (const fromRange of [accounts, groups]) {
    const from = numberIn(fromRange, edge.from);
    if (from === -1) continue;
    for (const toRange of ends) {
      const to = numberIn(toRange, edge.to);
      if (to === -1) continue;
      list.add(from, to, edge.key, edge.flags);
      placed = true;
    }
  }
  if (!placed) lists.unplaced.add({ ...edge, sourceNo: source.no });
}

/** Does any key name both an account and a group of this source? */
export function sharesKeys(accounts: KeyRange, groups: KeyRange): boolean {
  const [few, many] = accounts.keys.size < groups.keys.size ? [accounts, groups] : [groups, accounts];
  for (let at = 0; at < few.keys.size; at++)
    if (many.keys.find(few.keys.hi(at), few.keys.lo(at)) !== -1) return true;
  return false;
}
