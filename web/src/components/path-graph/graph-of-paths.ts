import type { RouteOutput } from '../../api/route-table.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/pieces.ts';
import type { GraphEdge, GraphNode, PathGraphData } from './graph-shape.ts';

type Holder = RouteOutput<'access.who-can'>['holders'][number];
export type PathStep = Holder['path'][number];
type Ref = PathStep['to'];

/** One way to a right, from where the drawing has it begin. */
export interface DrawnPath {
  /** The id of the node it begins at. */
  readonly from: string;
  /** The source of whoever holds it. */
  readonly source: string;
  readonly path: readonly PathStep[];
  /** Where it says that the answer depends on something: at the step that is its own. Absent: it does not. */
  readonly dependsAt?: 'first' | 'last' | undefined;
}

/** A graph that grows path by path; what several paths share is drawn once. */
export class PathsDrawn {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  node(node: GraphNode): string {
    // what is shortened to fit is shortened as it is shown
    if (!this.#nodes.has(node.id)) this.#nodes.set(node.id, { ...node, label: inert(node.label) });
    return node.id;
  }

  edge(edge: GraphEdge): void {
    const key = `${edge.from} ${edge.to} ${edge.grant}`;
    if (this.#edges.get(key)?.label === undefined) this.#edges.set(key, edge);
  }

  /** Each edge names the row that makes it and why that row is there. */
  path({ from: start, source, path, dependsAt }: DrawnPath): void {
    let from = start;
    for (const [at, step] of path.entries()) {
      const isOwn = dependsAt !== undefined && at === (dependsAt === 'first' ? 0 : path.length - 1);
      const to = this.node(step.how === 'power' ? everything(step.because, source) : nodeOf(step.to));
      this.edge({
        from,
        to,
        grant: step.how === 'power' ? t('power', { name: step.because.name }) : step.because.name,
        use: 'unknown',
        basis: step.basis,
        ...(isOwn ? { label: t('depends') } : {}),
      });
      from = to;
    }
  }

  data(): PathGraphData {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] };
  }
}

const nodeOf = (ref: Ref): GraphNode => ({
  id: `${ref.entity} ${ref.source} ${ref.key}`,
  label: ref.name,
  note:
    ref.entity === 'group' || ref.entity === 'account'
      ? t('groupNode')
      : t('rightNode', { source: ref.source }),
});

const everything = (because: Ref, source: string): GraphNode => ({
  id: `power ${because.source} ${source}`,
  label: t('everything'),
  note: t('everythingNote', { source }),
  look: 'hot',
});
