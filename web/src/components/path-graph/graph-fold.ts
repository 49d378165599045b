import {
  turned,
  withHeadsGrouped,
  withTailsGrouped,
  type GraphEdge,
  type GraphNode,
  type Opened,
  type PathGraphData,
} from './graph-shape.ts';

export interface Folding {
  /** More leaves than this of one node are drawn as one, and more beginnings that lead to one. */
  readonly most: number;
  /** About so many nodes are drawn until somebody opens more. */
  readonly room: number;
  readonly opened: Opened;
  readonly nameOfMore: (count: number) => string;
}

/**
 * A graph as it is drawn: what begins or ends in many is one, and of what is still too large the first paths, which come
 * first among the edges, with what leads on from them folded up beside each node. Nothing is lost: each fold says of how
 * many it is, and opens.
 */
export function folded(data: PathGraphData, { most, room, opened, nameOfMore }: Folding): PathGraphData {
  const grouping = (of: Opened): PathGraphData =>
    withHeadsGrouped(withTailsGrouped(data, most, nameOfMore, of), most, nameOfMore, of);
  const shut = grouping(new Map());
  const grouped = opened.size === 0 ? shut : grouping(opened);
  if (grouped.nodes.length <= room) return grouped;
  const groups = new Set(grouped.nodes.flatMap(({ id, folds: count }) => (count === undefined ? [] : [id])));
  const visible = firstPaths(grouped, groups, room);
  // whoever was opened out of a group is drawn, whatever else there is room for
  const before = new Set(shut.nodes.map(({ id }) => id));
  for (const { id, folds: count } of grouped.nodes)
    if (count === undefined && !before.has(id)) visible.add(id);
  const [on, back] = [grouped, turned(grouped)];
  reveal(on, visible, opened, 'on');
  reveal(back, visible, opened, 'back');
  for (const way of [on, back]) showLast(way, groups, visible);
  for (const way of [on, back]) showGroups(way, groups, visible);
  const added = [folds(on, visible, 'on', nameOfMore), turned(folds(back, visible, 'back', nameOfMore))];
  return {
    nodes: [...grouped.nodes.filter(({ id }) => visible.has(id)), ...added.flatMap(({ nodes }) => nodes)],
    edges: [
      ...grouped.edges.filter(({ from, to }) => visible.has(from) && visible.has(to)),
      ...added.flatMap(({ edges }) => edges),
    ],
  };
}

/** One alone is drawn itself: to say that there is one more takes as much room. */
function showLast({ edges }: PathGraphData, groups: ReadonlySet<string>, visible: Set<string>): void {
  for (const [from, leading] of Map.groupBy(edges, (edge) => edge.from)) {
    const hidden = new Set(leading.flatMap(({ to }) => (visible.has(to) ? [] : [to])));
    const [only] = hidden;
    if (visible.has(from) && hidden.size === 1 && only !== undefined && !groups.has(only)) visible.add(only);
  }
}

/** Where one looks from, then both ends of one edge after another while there is room. */
function firstPaths({ nodes, edges }: PathGraphData, groups: ReadonlySet<string>, room: number): Set<string> {
  const visible = new Set(nodes.filter(({ look }) => look === 'self').map(({ id }) => id));
  for (const { from, to } of edges) {
    if (groups.has(from) || groups.has(to)) continue;
    const added = new Set([from, to]).difference(visible).size;
    if (visible.size + added > room) continue;
    visible.add(from).add(to);
  }
  return visible;
}

const foldOf = (way: 'on' | 'back', id: string): string => `more ${way} ${id}`;

/** What somebody opened, in the order in which they could: each opening is of a node that was drawn then. */
function reveal({ edges }: PathGraphData, visible: Set<string>, opened: Opened, way: 'on' | 'back'): void {
  for (const [fold, count] of opened) {
    const from = edges.find((edge) => foldOf(way, edge.from) === fold)?.from;
    if (from === undefined) continue;
    const hidden = edges.filter((edge) => edge.from === from && !visible.has(edge.to));
    for (const to of [...new Set(hidden.map((edge) => edge.to))].slice(0, count)) visible.add(to);
  }
}

/** What stands for several takes no room of its own, and is drawn once all that is beside it is. */
function showGroups({ edges }: PathGraphData, groups: ReadonlySet<string>, visible: Set<string>): void {
  for (const [from, leading] of Map.groupBy(edges, (edge) => edge.from)) {
    const isAllDrawn = leading.every(({ to }) => groups.has(to) || visible.has(to));
    if (visible.has(from) && isAllDrawn) for (const { to } of leading) visible.add(to);
  }
}

/** For each node that is drawn and leads to some that are not: one that says of how many. */
function folds(
  { nodes: all, edges }: PathGraphData,
  visible: ReadonlySet<string>,
  way: 'on' | 'back',
  nameOfMore: (count: number) => string,
): PathGraphData {
  const leading = Map.groupBy(
    edges.filter(({ from, to }) => visible.has(from) && !visible.has(to)),
    ({ from }) => from,
  );
  const standsFor = new Map(all.map(({ id, folds: count }) => [id, count]));
  const nodes: GraphNode[] = [];
  const added: GraphEdge[] = [];
  for (const [from, hidden] of leading) {
    const behind = new Set(hidden.map(({ to }) => to));
    const count = [...behind].reduce((sum, id) => sum + (standsFor.get(id) ?? 1), 0);
    const id = foldOf(way, from);
    nodes.push({ id, label: nameOfMore(count), note: '', look: 'faint', folds: count });
    const isChoke = hidden.some(({ use }) => use === 'choke');
    added.push({ from, to: id, grant: '', use: isChoke ? 'choke' : (hidden[0]?.use ?? 'unknown') });
  }
  return { nodes, edges: added };
}
