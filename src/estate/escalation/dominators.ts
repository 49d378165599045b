import type { Rows } from '../access/edges.ts';

/** A directed graph as rows of successors. */
export interface Succession {
  readonly vertices: number;
  readonly starts: Int32Array;
  readonly next: Int32Array;
}

export interface Dominators {
  /** Reached vertices in the order of a depth-first walk, the root first. */
  readonly order: Int32Array;
  /** Place in `order`, or -1: not reached. */
  readonly place: Int32Array;
  /** By place: the place of the nearest vertex that every way from the root passes; of the root itself -1. */
  readonly immediate: Int32Array;
}

/**
 * What every way from the root has to pass (T. Lengauer, R. E. Tarjan, A Fast Algorithm for Finding Dominators in a
 * Flowgraph, the simpler version: m log n). Without recursion, since an estate decides how deep it is.
 */
export function dominatorsFrom(graph: Succession, root: number): Dominators {
  const { order, place, parent } = depthFirst(graph, root);
  const reached = order.length;
  const before = predecessors(graph, order, place);
  const semi = Int32Array.from({ length: reached }, (_, at) => at);
  const immediate = new Int32Array(reached).fill(-1);
  const ancestor = new Int32Array(reached).fill(-1);
  const label = semi.slice();
  // vertices waiting for their semidominator's subtree, as linked lists by it
  const waitingFirst = new Int32Array(reached).fill(-1);
  const waitingNext = new Int32Array(reached).fill(-1);
  const trail: number[] = [];
  const least = (vertex: number): number => {
    if (ancestor[vertex] === -1) return vertex;
    let at = vertex;
    while (ancestor[ancestor[at] ?? -1] !== -1 && ancestor[at] !== -1) {
      trail.push(at);
      at = ancestor[at] ?? -1;
    }
    for (let child = trail.pop(); child !== undefined; child = trail.pop()) {
      const above = ancestor[child] ?? -1;
      if ((semi[label[above] ?? 0] ?? 0) < (semi[label[child] ?? 0] ?? 0)) label[child] = label[above] ?? 0;
      ancestor[child] = ancestor[above] ?? -1;
    }
    return label[vertex] ?? vertex;
  };
  for (let at = reached - 1; at > 0; at--) {
    const last = before.starts[at + 1] ?? 0;
    for (let i = before.starts[at] ?? 0; i < last; i++) {
      const candidate = semi[least(before.items[i] ?? 0)] ?? 0;
      if (candidate < (semi[at] ?? 0)) semi[at] = candidate;
    }
    const own = semi[at] ?? 0;
    waitingNext[at] = waitingFirst[own] ?? -1;
    waitingFirst[own] = at;
    const above = parent[at] ?? 0;
    ancestor[at] = above;
    for (let waiting = waitingFirst[above] ?? -1; waiting !== -1; waiting = waitingNext[waiting] ?? -1) {
      const lowest = least(waiting);
      immediate[waiting] = (semi[lowest] ?? 0) < (semi[waiting] ?? 0) ? lowest : above;
    }
    waitingFirst[above] = -1;
  }
  for (let at = 1; at < reached; at++)
    if (immediate[at] !== semi[at]) immediate[at] = immediate[immediate[at] ?? 0] ?? 0;
  return { order, place, immediate };
}

function depthFirst(
  { vertices, starts, next }: Succession,
  root: number,
): { readonly order: Int32Array; readonly place: Int32Array; readonly parent: Int32Array } {
  const place = new Int32Array(vertices).fill(-1);
  const order = new Int32Array(vertices);
  const parent = new Int32Array(vertices).fill(-1);
  const upcoming = starts.slice(0, vertices);
  const open: number[] = [root];
  place[root] = 0;
  order[0] = root;
  let count = 1;
  for (let vertex = open.at(-1); vertex !== undefined; vertex = open.at(-1)) {
    const at = upcoming[vertex] ?? 0;
    if (at === (starts[vertex + 1] ?? 0)) {
      open.pop();
      continue;
    }
    upcoming[vertex] = at + 1;
    const child = next[at] ?? 0;
    if (place[child] !== -1) continue;
    place[child] = count;
    order[count] = child;
    parent[count] = place[vertex] ?? 0;
    count++;
    open.push(child);
  }
  return { order: order.slice(0, count), place, parent: parent.slice(0, count) };
}

/** By place: the places of those that lead to it. */
function predecessors({ starts, next }: Succession, order: Int32Array, place: Int32Array): Rows {
  const rows = new Int32Array(order.length + 1);
  for (const vertex of order)
    for (let i = starts[vertex] ?? 0; i < (starts[vertex + 1] ?? 0); i++) {
      const at = place[next[i] ?? 0] ?? 0;
      rows[at + 1] = (rows[at + 1] ?? 0) + 1;
    }
  for (let at = 0; at < order.length; at++) rows[at + 1] = (rows[at + 1] ?? 0) + (rows[at] ?? 0);
  const items = new Int32Array(rows[order.length] ?? 0);
  const free = rows.slice(0, order.length);
  for (const [from, vertex] of order.entries())
    for (let i = starts[vertex] ?? 0; i < (starts[vertex + 1] ?? 0); i++) {
      const at = place[next[i] ?? 0] ?? 0;
      items[free[at] ?? 0] = from;
      free[at] = (free[at] ?? 0) + 1;
    }
  return { starts: rows, items };
}
