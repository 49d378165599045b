import { isAccount, type AccessGraph } from './graph.ts';
import { rowOf } from './reach.ts';

/** Memberships from a node up to another, by groups alone; a shortest way. */
export function climb(graph: AccessGraph, from: number, to: number): readonly number[] {
  const cameBy = new Map<number, number>([[from, -1]]);
  for (const node of cameBy.keys()) {
    if (node === to) break;
    for (const edge of rowOf(graph.groupsOf, node)) {
      const next = graph.memberships.to[edge] ?? -1;
      if (cameBy.has(next) || ((graph.nodeFlags[next] ?? 0) & isAccount) !== 0) continue;
      cameBy.set(next, edge);
    }
  }
  const way: number[] = [];
  for (
    let edge = cameBy.get(to) ?? -1;
    edge !== -1;
    edge = cameBy.get(graph.memberships.from[edge] ?? -1) ?? -1
  )
    way.unshift(edge);
  return way;
}
