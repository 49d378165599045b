import { dominatorsFrom, type Dominators, type Succession } from './dominators.ts';
import type { Certainty, Steps } from './steps.ts';

/** One row that many ways have to use. */
export interface ChokePoint {
  readonly row: number;
  /** The steps that go with it: with their common start, or their common end. */
  readonly steps: readonly number[];
  /** How many of those counted have no way left once it is taken away. */
  readonly cuts: number;
}

export interface ChokePoints {
  /** Those that cut the most first. */
  readonly points: readonly ChokePoint[];
  /** How many of those counted have every way through this vertex. */
  readonly through: (vertex: number) => number;
  /** How many have a way at all. */
  readonly reached: number;
}

/**
 * Which single rows all ways of somebody have to use, exactly: what dominates a vertex in the walk from `ends` is on every
 * way between them. Walked against the steps, `counts` says who comes to have one of the `ends`; walked along, what one of
 * them comes to have. A row whose steps share neither start nor end counts for each of their ends by itself.
 */
export function chokePoints(
  steps: Steps,
  of: {
    readonly ends: Iterable<number>;
    readonly walked: 'along' | 'against';
    readonly certainty: Certainty;
    readonly counts: (vertex: number) => boolean;
  },
): ChokePoints {
  const stars = starsOf(steps, of.certainty);
  const root = steps.vertices + stars.list.length;
  const graph = succession(steps, { ...of, stars, root });
  const found = dominatorsFrom(graph, root);
  const tree = treeOf(found, (vertex) => vertex < steps.vertices && of.counts(vertex));
  const points: ChokePoint[] = [];
  for (const [at, star] of stars.list.entries()) {
    const place = found.place[steps.vertices + at] ?? -1;
    const cuts = place === -1 ? 0 : (tree.counted[place] ?? 0);
    if (cuts > 0) points.push({ row: star.row, steps: star.steps, cuts });
  }
  for (const [place, step] of onlyWaysIn(steps, { ...of, graph, found, tree, stars })) {
    const cuts = tree.counted[place] ?? 0;
    if (cuts > 0) points.push({ row: steps.row[step] ?? -1, steps: [step], cuts });
  }
  return {
    points: points.toSorted(
      (a, b) => b.cuts - a.cuts || a.row - b.row || (a.steps[0] ?? 0) - (b.steps[0] ?? 0),
    ),
    through: (vertex) => tree.counted[found.place[vertex] ?? -1] ?? 0,
    reached: tree.counted[0] ?? 0,
  };
}

/** Steps that are taken away together, as a vertex of their own. */
interface Stars {
  readonly list: readonly { readonly row: number; readonly steps: readonly number[] }[];
  /** By step: the star it belongs to, or -1. */
  readonly of: Int32Array;
}

function starsOf({ count, row, from, to, isOpen }: Steps, certainty: Certainty): Stars {
  let most = -1;
  for (let step = 0; step < count; step++) most = Math.max(most, row[step] ?? -1);
  const times = new Int32Array(most + 1);
  const isCounted = (step: number): boolean =>
    (row[step] ?? -1) !== -1 && (certainty === 'all' || isOpen[step] === 0);
  for (let step = 0; step < count; step++)
    if (isCounted(step)) times[row[step] ?? 0] = (times[row[step] ?? 0] ?? 0) + 1;
  const shared = new Map<number, number[]>();
  for (let step = 0; step < count; step++) {
    const own = row[step] ?? -1;
    if (!isCounted(step) || (times[own] ?? 0) < 2) continue;
    const list = shared.get(own);
    if (list === undefined) shared.set(own, [step]);
    else list.push(step);
  }
  const list: { row: number; steps: readonly number[] }[] = [];
  const star = new Int32Array(count).fill(-1);
  for (const [own, together] of shared) {
    const isOne = (ends: Int32Array): boolean =>
      together.every((step) => ends[step] === ends[together[0] ?? 0]);
    const groups = isOne(from) || isOne(to) ? [together] : Map.groupBy(together, (step) => to[step]).values();
    for (const group of groups) {
      for (const step of group) star[step] = list.length;
      list.push({ row: own, steps: group });
    }
  }
  return { list, of: star };
}

function succession(
  steps: Steps,
  of: {
    readonly ends: Iterable<number>;
    readonly walked: 'along' | 'against';
    readonly certainty: Certainty;
    readonly stars: Stars;
    readonly root: number;
  },
): Succession {
  const { from, to } = of.walked === 'along' ? steps : { from: steps.to, to: steps.from };
  const ends = [...new Set(of.ends)];
  const vertices = of.root + 1;
  const starts = new Int32Array(vertices + 1);
  const each = (take: (from: number, to: number) => void): void => {
    for (let step = 0; step < steps.count; step++) {
      if (of.certainty === 'sure' && steps.isOpen[step] === 1) continue;
      const star = of.stars.of[step] ?? -1;
      if (star === -1) take(from[step] ?? 0, to[step] ?? 0);
      else {
        take(from[step] ?? 0, steps.vertices + star);
        take(steps.vertices + star, to[step] ?? 0);
      }
    }
    steps.fans.each((fan, vertex) => {
      if (of.certainty === 'sure' && fan.isOpen) return;
      if (of.walked === 'along') take(fan.from, vertex);
      else take(vertex, fan.from);
    });
    for (const end of ends) take(of.root, end);
  };
  each((start) => {
    starts[start + 1] = (starts[start + 1] ?? 0) + 1;
  });
  for (let vertex = 0; vertex < vertices; vertex++)
    starts[vertex + 1] = (starts[vertex + 1] ?? 0) + (starts[vertex] ?? 0);
  const next = new Int32Array(starts[vertices] ?? 0);
  const free = starts.slice(0, vertices);
  each((start, end) => {
    next[free[start] ?? 0] = end;
    free[start] = (free[start] ?? 0) + 1;
  });
  return { vertices, starts, next };
}

/** The tree of dominators, by place: where each subtree begins, how large it is, and how many in it count. */
interface Tree {
  readonly enter: Int32Array;
  readonly size: Int32Array;
  readonly counted: Int32Array;
}

function treeOf({ order, immediate }: Dominators, counts: (vertex: number) => boolean): Tree {
  const reached = order.length;
  const size = new Int32Array(reached).fill(1);
  const counted = Int32Array.from(order, (vertex) => (counts(vertex) ? 1 : 0));
  for (let at = reached - 1; at > 0; at--) {
    const above = immediate[at] ?? 0;
    size[above] = (size[above] ?? 0) + (size[at] ?? 0);
    counted[above] = (counted[above] ?? 0) + (counted[at] ?? 0);
  }
  const enter = new Int32Array(reached);
  const free = new Int32Array(reached).fill(1);
  for (let at = 1; at < reached; at++) {
    const above = immediate[at] ?? 0;
    enter[at] = (enter[above] ?? 0) + (free[above] ?? 0);
    free[above] = (free[above] ?? 0) + (size[at] ?? 0);
  }
  return { enter, size, counted };
}

/** Places that are come to by one removable step alone: every other step into them begins behind them. */
function* onlyWaysIn(
  steps: Steps,
  of: {
    readonly graph: Succession;
    readonly found: Dominators;
    readonly tree: Tree;
    readonly stars: Stars;
    readonly walked: 'along' | 'against';
    readonly certainty: Certainty;
  },
): Iterable<readonly [place: number, step: number]> {
  const { graph, found, tree } = of;
  const entries = new Int32Array(found.order.length);
  for (const [from, vertex] of found.order.entries())
    for (let i = graph.starts[vertex] ?? 0; i < (graph.starts[vertex + 1] ?? 0); i++) {
      const at = found.place[graph.next[i] ?? 0] ?? 0;
      const begin = tree.enter[at] ?? 0;
      const origin = tree.enter[from] ?? 0;
      const isBehind = origin >= begin && origin < begin + (tree.size[at] ?? 0);
      if (!isBehind) entries[at] = (entries[at] ?? 0) + 1;
    }
  const { rows, end } =
    of.walked === 'along'
      ? { rows: steps.entering, end: steps.from }
      : { rows: steps.leaving, end: steps.to };
  for (const [at, vertex] of found.order.entries()) {
    if (vertex >= steps.vertices || entries[at] !== 1) continue;
    const last = rows.starts[vertex + 1] ?? 0;
    const above = found.order[found.immediate[at] ?? -1] ?? -1;
    for (let i = rows.starts[vertex] ?? 0; i < last; i++) {
      const step = rows.items[i] ?? 0;
      if (of.certainty === 'sure' && steps.isOpen[step] === 1) continue;
      if (end[step] !== above || (of.stars.of[step] ?? -1) !== -1 || (steps.row[step] ?? -1) === -1) continue;
      yield [at, step];
    }
  }
}
