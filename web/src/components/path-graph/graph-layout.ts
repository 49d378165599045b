import { graphlib, layout } from '@dagrejs/dagre';
import { fitted, type GraphEdge, type GraphNode, type PathGraphData } from './graph-shape.ts';

const longest = 24;
const nodeHeight = 44;

export interface PlacedNode extends GraphNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly shown: string;
  readonly shownNote: string;
}
export interface PlacedEdge extends GraphEdge {
  readonly path: string;
  /** Where its words stand. */
  readonly at: { readonly x: number; readonly y: number };
  /** Where the gate of a choke point stands. */
  readonly gate: { readonly x: number; readonly y: number };
  /** The direction in which it arrives is always left to right, so its tip is drawn here. */
  readonly tip: { readonly x: number; readonly y: number };
}
export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Places a graph from left to right. Pure: the same graph is placed the same way. */
export function placeGraph({ nodes, edges }: PathGraphData): PlacedGraph {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 70, marginx: 2, marginy: 14 });
  graph.setDefaultEdgeLabel(() => ({}));
  const sizes = new Map(
    nodes.map((node) => {
      const shown = fitted(node.label, longest);
      const shownNote = fitted(node.note, longest + 4);
      const width = Math.max(96, shown.length * 7.3 + 24, shownNote.length * 6.1 + 24);
      return [node.id, { shown, shownNote, width: Math.round(width), height: nodeHeight }] as const;
    }),
  );
  for (const [id, size] of sizes) graph.setNode(id, { width: size.width, height: size.height });
  for (const [at, edge] of edges.entries())
    graph.setEdge(
      edge.from,
      edge.to,
      { width: (edge.label?.length ?? 0) * 6.4 + 8, height: 16, labelpos: 'c' },
      String(at),
    );
  layout(graph);
  const widest = new Map<number, number>();
  for (const [id, { width }] of sizes) {
    const column = Math.round(graph.node(id).x);
    widest.set(column, Math.max(width, widest.get(column) ?? 0));
  }
  const placed = nodes.map((node): PlacedNode => {
    const { x, y } = graph.node(node.id);
    const size = sizes.get(node.id) ?? { shown: '', shownNote: '', width: 0, height: 0 };
    const width = widest.get(Math.round(x)) ?? size.width;
    return { ...node, ...size, width, x: x - width / 2, y: y - size.height / 2 };
  });
  const byId = new Map(placed.map((node) => [node.id, node]));
  const { width = 0, height = 0 } = graph.graph();
  return {
    nodes: placed,
    edges: edges.map((edge, at): PlacedEdge => {
      const { points = [], x, y } = graph.edge(edge.from, edge.to, String(at));
      const from = byId.get(edge.from);
      const to = byId.get(edge.to);
      const start = { x: (from?.x ?? 0) + (from?.width ?? 0), y: (from?.y ?? 0) + nodeHeight / 2 };
      const tip = { x: (to?.x ?? 0) - 2, y: (to?.y ?? 0) + nodeHeight / 2 };
      // From one column to the next dagre bends an edge only to make room for its words.
      const isShort = points.length <= 3;
      return {
        ...edge,
        tip,
        path: curve(isShort ? [start, tip] : [start, ...points.slice(1, -1), tip]),
        at: isShort ? along(start, tip, 0.66) : { x: x ?? tip.x, y: y ?? tip.y },
        gate: along(start, points[1] !== undefined && !isShort ? points[1] : tip, 0.3),
      };
    }),
    width: Math.ceil(width),
    height: Math.ceil(height),
  };
}

/** A smooth line through the points that leaves and arrives level. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${point(first)}`;
  let before = first;
  for (const next of rest) {
    const middle = (before.x + next.x) / 2;
    path += `C${point({ x: middle, y: before.y })} ${point({ x: middle, y: next.y })} ${point(next)}`;
    before = next;
  }
  return path;
}

/** The point at a share of the way along such a line: past its middle, lines that part no longer lie on each other. */
function along(from: Point, to: Point, share: number): Point {
  const rest = 1 - share;
  const middle = (from.x + to.x) / 2;
  const bend = 3 * rest * share;
  const x = rest ** 3 * from.x + bend * middle + share ** 3 * to.x;
  const y = (rest ** 3 + bend * rest) * from.y + (share ** 3 + bend * share) * to.y;
  return { x, y };
}

const point = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
