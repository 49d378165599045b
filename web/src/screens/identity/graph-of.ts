import type { GraphEdge, GraphNode, PathGraphData } from '../../components/path-graph/graph-shape.ts';
import { t } from '../../text/identities.ts';
import type { Account, IdentityPage } from './page-shape.ts';

type Right = NonNullable<Account['reach']>['rights'][number];
type Ref = Right['path'][number]['to'];

/** More rights than this are too many for one drawing and its table; how many there are is said beside it. */
const mostRights = 150;

export interface ReachGraph {
  readonly data: PathGraphData;
  readonly shown: number;
  readonly total: number;
}

/** The paths of all its rights as one graph. Of a person it begins with them and leads to their accounts first. */
export function graphOf({ identity, accounts }: Pick<IdentityPage, 'identity' | 'accounts'>): ReachGraph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const add = (node: GraphNode): string => {
    if (!nodes.has(node.id)) nodes.set(node.id, node);
    return node.id;
  };
  const join = (edge: GraphEdge): void => {
    const key = `${edge.from} ${edge.to} ${edge.grant}`;
    if (edges.get(key)?.label === undefined) edges.set(key, edge);
  };
  const isPerson = identity.entity === 'person';
  const self = add({ id: 'self', label: identity.name, note: t('thisIdentity'), look: 'self' });
  let shown = 0;
  for (const { item, reach, because } of accounts) {
    if (reach === null || reach.rights.length === 0 || shown >= mostRights) continue;
    let from = self;
    if (isPerson) {
      from = add({
        id: `account ${item.ref}`,
        label: item.name,
        note: t('account', { source: item.source }),
      });
      join({ from: self, to: from, grant: because ?? '', use: 'unknown' });
    }
    for (const right of reach.rights.slice(0, mostRights - shown)) {
      shown++;
      follow(right, from, item.source);
    }
  }
  return {
    data: { nodes: [...nodes.values()], edges: [...edges.values()] },
    shown,
    total: accounts.reduce((sum, { reach }) => sum + (reach?.total ?? 0), 0),
  };

  function follow(right: Right, start: string, source: string): void {
    let from = start;
    for (const [at, step] of right.path.entries()) {
      const isLast = at === right.path.length - 1;
      const to = add(step.how === 'power' ? everything(step.because, source) : nodeOf(step.to));
      const depends = isLast && right.verdict === 'depends' ? { label: t('depends') } : {};
      join({
        from,
        to,
        grant: step.how === 'power' ? t('power', { name: step.because.name }) : step.because.name,
        use: 'unknown',
        ...depends,
      });
      from = to;
    }
  }
}

const nodeOf = (ref: Ref): GraphNode => ({
  id: `${ref.entity} ${ref.source} ${ref.key}`,
  label: ref.name,
  note: ref.entity === 'group' || ref.entity === 'account' ? t('group') : t('right', { source: ref.source }),
});

const everything = (because: Ref, source: string): GraphNode => ({
  id: `power ${because.source} ${source}`,
  label: t('everything'),
  note: t('everythingNote', { source }),
  look: 'hot',
});
