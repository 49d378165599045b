import type { GraphEdge, GraphNode, PathGraphData } from '../../components/path-graph/graph-shape.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/escalation.ts';
import { noteOf, titleOf, type Step, type Told } from './told.ts';

/** Steps as a graph: where one begins, what must not be reached, and the steps whose going cuts off the most. */
export function drawn(
  told: Told,
  of: {
    readonly steps: readonly string[];
    readonly starts: ReadonlySet<string>;
    readonly chokes: ReadonlySet<string>;
  },
): PathGraphData {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  const take = (id: string): void => {
    const node = told.node(id);
    if (node === undefined || nodes.has(id)) return;
    const look = of.starts.has(id)
      ? 'self'
      : node.isCrownJewel
        ? 'hot'
        : node.kind === 'any'
          ? 'faint'
          : undefined;
    nodes.set(id, {
      id,
      label: inert(node.label),
      note: noteOf(node),
      ...(look === undefined ? {} : { look }),
    });
  };
  const intoOne = Map.groupBy(new Set(of.steps), (id) => told.step(id)?.to);
  for (const id of new Set(of.steps)) {
    const step = told.step(id);
    if (step === undefined) continue;
    take(step.from);
    take(step.to);
    edges.push({
      from: step.from,
      to: step.to,
      grant: inert(titleOf(told, step)),
      use: of.chokes.has(id) ? 'choke' : 'possible',
      // where many meet the words would lie on each other: the table has them
      ...(step.certainty === 'depends' && (intoOne.get(step.to) ?? []).length < 4
        ? { label: t('depends') }
        : {}),
    });
  }
  return { nodes: [...nodes.values()], edges };
}

/** Steps whose row cuts off at least so many when it is taken away. */
export const chokesOf = (steps: readonly Step[], least: number): ReadonlySet<string> =>
  new Set(steps.filter(({ cuts }) => cuts >= least).map(({ id }) => id));
