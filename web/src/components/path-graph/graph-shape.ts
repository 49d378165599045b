import type { Basis } from '../basis-tag.tsx';
import type { IconName } from '../icon.tsx';

/**
 * How much an edge was used: in the window, not at all, not known; or it is a step that somebody could take, or the one whose
 * cutting closes most.
 */
export type EdgeUse = 'used' | 'granted' | 'unknown' | 'possible' | 'choke';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** What it is: “role”, “bucket, customer data”. */
  readonly note: string;
  readonly icon?: IconName;
  /** `self` is the identity one looks at, `hot` what must not be reached, `faint` stands for several. */
  readonly look?: 'self' | 'hot' | 'faint';
  /** It stands for so many that are not drawn, and opens. */
  readonly folds?: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The grant that makes this edge, as the source names it. Every edge has one. */
  readonly grant: string;
  /** A few words on the edge: “1,204 uses”, “delete”. */
  readonly label?: string;
  readonly use: EdgeUse;
  /** Why the grant is there, where that is told. */
  readonly basis?: Basis;
}

export interface PathGraphData {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** How far each node that stands for several was opened, by its id: so many of them more are drawn. */
export type Opened = ReadonlyMap<string, number>;
const nothing: Opened = new Map();

/**
 * The same graph with leaves drawn together where one node has more than `most` of them by edges of the same use: the first
 * few stay, the rest is one faint node that says how many, and opens. The table keeps every one.
 */
export function withTailsGrouped(
  { nodes, edges }: PathGraphData,
  most: number,
  nameOfMore: (count: number) => string,
  opened: Opened = nothing,
  side: 'after' | 'before' = 'after',
): PathGraphData {
  const outgoing = new Set(edges.map((edge) => edge.from));
  const incoming = new Map<string, number>();
  for (const { to } of edges) incoming.set(to, (incoming.get(to) ?? 0) + 1);
  const looks = new Map(nodes.map((node) => [node.id, node]));
  const isTail = ({ to }: GraphEdge): boolean =>
    !outgoing.has(to) && incoming.get(to) === 1 && looks.get(to)?.look === undefined;
  const groups = Map.groupBy(edges.filter(isTail), (edge) => `${edge.from} ${edge.use}`);
  const gone = new Set<string>();
  const moreNodes: GraphNode[] = [];
  const moreEdges: GraphEdge[] = [];
  for (const [key, tails] of groups) {
    const id = `more ${side} ${key}`;
    const room = most + (opened.get(id) ?? 0);
    const rest = tails.slice(Math.max(1, room - 1));
    const [first] = rest;
    if (tails.length <= room || first === undefined) continue;
    for (const tail of rest) gone.add(tail.to);
    const notes = new Set(rest.map((tail) => looks.get(tail.to)?.note ?? ''));
    moreNodes.push({
      id,
      label: nameOfMore(rest.length),
      note: notes.size === 1 ? [...notes].join('') : '',
      look: 'faint',
      folds: rest.length,
    });
    moreEdges.push({ from: first.from, to: id, grant: '', use: first.use });
  }
  return {
    nodes: [...nodes.filter((node) => !gone.has(node.id)), ...moreNodes],
    edges: [...edges.filter((edge) => !gone.has(edge.to)), ...moreEdges],
  };
}

/** The same for where paths begin: many that lead to one node by edges of the same use are drawn as one. */
export function withHeadsGrouped(
  data: PathGraphData,
  most: number,
  nameOfMore: (count: number) => string,
  opened: Opened = nothing,
): PathGraphData {
  return turned(withTailsGrouped(turned(data), most, nameOfMore, opened, 'before'));
}

/** The same graph with every edge the other way round. */
export const turned = ({ nodes, edges }: PathGraphData): PathGraphData => ({
  nodes,
  edges: edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from })),
});

/** A name that fits: both ends are kept, because names of one kind differ at their ends. */
export const fitted = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text.slice(0, Math.ceil(most * 0.6) - 1)}…${text.slice(-Math.floor(most * 0.4))}`;
