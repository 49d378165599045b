import { dominatorsFrom, type Succession } from './dominators.ts';
import type { GainingWays } from './gaining-ways.ts';
import { against, stepAt, type Steps } from './steps.ts';

/** What all of somebody's ways have to use: steps that go together, or one vertex; and how many of those counted have none without it. */
export type Narrow =
  | { readonly is: 'steps'; readonly steps: readonly number[]; readonly cuts: number }
  | { readonly is: 'vertex'; readonly vertex: number; readonly cuts: number };

/**
 * For each vertex what every one of its ways that gain something has to use: of all such what cuts the most, of equal ones steps before
 * vertices, the nearest of those steps, and the furthest of vertices; undefined where ways stand in for each other from its beginning
 * on. Exact for steps that rest on one row and begin or end at one place, and for those of one technique without a row that end at one
 * place; where a row has more, it counts for each of its beginnings by itself.
 */
export function narrowest(
  steps: Steps,
  of: {
    readonly ends: readonly number[];
    readonly found: GainingWays;
    readonly gains: (step: number) => boolean;
    readonly skips: (step: number) => boolean;
    /** Steps that can be taken away by themselves: what techniques open. */
    readonly isOne: (step: number) => boolean;
    /** What goes together although no row says so. */
    readonly kindOf: (step: number) => string;
    readonly counts: (vertex: number) => boolean;
    /** Vertices that may be named: what leads on to something gained, and is there. */
    readonly isNode: (vertex: number) => boolean;
  },
): (vertex: number) => Narrow | undefined {
  const { found, ends } = of;
  const numberOf = new Int32Array(found.distance.length).fill(-1);
  const places: number[] = [];
  for (let place = 0; place < found.distance.length; place++)
    if (found.distance[place] !== -1) numberOf[place] = places.push(place) - 1;
  const isEnd = new Set(ends);
  // no way leads on from an end
  const isFound = (place: number): boolean => found.distance[place] !== -1 && !isEnd.has(place >> 1);
  const groups = groupsOf(steps, places, { ...of, isFound });
  const root = places.length + groups.list.length;
  const graph = succession(root + 1, (take) => {
    for (const end of new Set(ends)) take(root, numberOf[end * 2] ?? 0);
    for (const [number, place] of places.entries())
      for (const { next, group } of groups.entering(place)) {
        const to = numberOf[next] ?? 0;
        if (group === -1) take(number, to);
        else {
          take(number, places.length + group);
          take(places.length + group, to);
        }
      }
  });
  const { order, place: placeIn, immediate } = dominatorsFrom(graph, root);
  const cuts = Int32Array.from(order, (vertex) => {
    const place = places[vertex] ?? 0;
    return vertex < places.length && (place & 1) === 1 && of.counts(place >> 1) ? 1 : 0;
  });
  for (let at = order.length - 1; at > 0; at--)
    cuts[immediate[at] ?? 0] = (cuts[immediate[at] ?? 0] ?? 0) + (cuts[at] ?? 0);
  /** By place in the tree: what is chosen for those below it, as a place. */
  const chosen = new Int32Array(order.length).fill(-1);
  for (let at = 1; at < order.length; at++) {
    const above = chosen[immediate[at] ?? 0] ?? -1;
    const number = order[at] ?? 0;
    const place = places[number] ?? 0;
    const isBetter = number >= places.length ? cuts[above] === cuts[at] : false;
    const isOne = number >= places.length || ((place & 1) === 1 && of.isNode(place >> 1));
    chosen[at] = isOne && (above === -1 || isBetter) ? at : above;
  }
  return (vertex) => {
    const own = placeIn[numberOf[vertex * 2 + 1] ?? -1] ?? -1;
    const at = chosen[immediate[own] ?? -1] ?? -1;
    if (at === -1) return undefined;
    const number = order[at] ?? -1;
    const steps = groups.list[number - places.length];
    return steps === undefined
      ? { is: 'vertex', vertex: (places[number] ?? 0) >> 1, cuts: cuts[at] ?? 0 }
      : { is: 'steps', steps, cuts: cuts[at] ?? 0 };
  };
}

interface Groups {
  readonly list: readonly (readonly number[])[];
  /** The steps into a place of those found, each with where it begins and the group it goes with, or -1. */
  readonly entering: (place: number) => Iterable<{ readonly next: number; readonly group: number }>;
}

function groupsOf(
  steps: Steps,
  places: readonly number[],
  of: {
    readonly gains: (step: number) => boolean;
    readonly skips: (step: number) => boolean;
    readonly isOne: (step: number) => boolean;
    readonly kindOf: (step: number) => string;
    readonly isFound: (place: number) => boolean;
  },
): Groups {
  const { rows, end, fanned } = against(steps);
  const list: number[][] = [];
  const numbers = new Map<string, number>();
  const groupOf = new Int32Array(steps.fans.end * 2).fill(-1);
  const endsOfRow = new Map<number, { readonly from: number; readonly to: number }>();
  const nameOf = (step: number, layer: number): string => {
    const { from, to, row } = stepAt(steps, step);
    if (row === -1) return `${of.kindOf(step)} to ${to} ${layer}`;
    const ends = endsOfRow.get(row);
    return ends?.from !== -1 || ends.to === -1 ? `${row} from ${from} ${layer}` : `${row} ${layer}`;
  };
  function* entering(place: number): Generator<{ readonly step: number; readonly next: number }> {
    const last = rows.starts[(place >> 1) + 1] ?? 0;
    for (let i = rows.starts[place >> 1] ?? 0; i < last; i++) {
      const step = rows.items[i] ?? 0;
      const next = (end[step] ?? 0) * 2 + (of.gains(step) ? 1 : place & 1);
      if (!of.skips(step) && of.isFound(next)) yield { step, next };
    }
    const many: { readonly step: number; readonly next: number }[] = [];
    fanned(place >> 1, (_, step, from) => {
      const next = from * 2 + (of.gains(step) ? 1 : place & 1);
      if (!of.skips(step) && of.isFound(next)) many.push({ step, next });
    });
    yield* many;
  }
  for (const place of places)
    for (const { step } of entering(place)) {
      const row = steps.row[step] ?? -1;
      if (row === -1 || !of.isOne(step)) continue;
      const [from = 0, to = 0] = [steps.from[step], steps.to[step]];
      const known = endsOfRow.get(row) ?? { from, to };
      endsOfRow.set(row, {
        from: known.from === from ? from : -1,
        to: known.to === to ? to : -1,
      });
    }
  for (const place of places)
    for (const { step, next } of entering(place)) {
      const at = step * 2 + (next & 1);
      if (!of.isOne(step) || groupOf[at] !== -1) continue;
      const name = nameOf(step, next & 1);
      const known = numbers.get(name);
      const group = known ?? list.push([]) - 1;
      if (known === undefined) numbers.set(name, group);
      groupOf[at] = group;
      list[group]?.push(step);
    }
  return {
    list,
    *entering(place) {
      for (const { step, next } of entering(place))
        yield { next, group: groupOf[step * 2 + (next & 1)] ?? -1 };
    },
  };
}

function succession(vertices: number, each: (take: (from: number, to: number) => void) => void): Succession {
  const starts = new Int32Array(vertices + 1);
  each((from) => {
    starts[from + 1] = (starts[from + 1] ?? 0) + 1;
  });
  for (let vertex = 0; vertex < vertices; vertex++)
    starts[vertex + 1] = (starts[vertex + 1] ?? 0) + (starts[vertex] ?? 0);
  const next = new Int32Array(starts[vertices] ?? 0);
  const free = starts.slice(0, vertices);
  each((from, to) => {
    next[free[from] ?? 0] = to;
    free[from] = (free[from] ?? 0) + 1;
  });
  return { vertices, starts, next };
}
