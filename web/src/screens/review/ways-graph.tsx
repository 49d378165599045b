import { PathGraph } from '../../components/path-graph/path-graph.tsx';
import type { GraphEdge, GraphNode } from '../../components/path-graph/graph-shape.ts';
import { t } from '../../text/review.ts';
import { kindIcons } from '../../components/kind.tsx';
import type { Beside, Line } from './kinds.ts';
import { kindOf } from './looks.tsx';
import { holderOf } from './words.ts';

/** Several ways to the same rights as a graph, from the account through its groups to what it may do. */
export function WaysGraph({ line, paths }: { readonly line: Line; readonly paths: Beside['paths'] }) {
  const kind = kindOf(line);
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  for (const { steps, right } of paths) {
    const way = [...steps, right];
    for (const [at, step] of way.entries()) {
      const isSelf = at === 0;
      const isRight = at === steps.length;
      const id = isRight ? `right ${step}` : step;
      nodes.set(id, {
        id,
        label: isSelf ? line.looks.account.name : step,
        note: isSelf ? holderOf(line) : '',
        icon: isSelf ? (kind === 'unknown' ? 'question' : kindIcons[kind]) : isRight ? 'access' : 'role',
        ...(isSelf ? { look: 'self' as const } : {}),
      });
      const before = way[at - 1];
      if (before !== undefined)
        edges.set(`${before} ${id}`, { from: before, to: id, grant: id, use: 'unknown' });
    }
  }
  return (
    <PathGraph
      label={t('waysGraph', { who: holderOf(line) })}
      data={{ nodes: [...nodes.values()], edges: [...edges.values()] }}
    />
  );
}
