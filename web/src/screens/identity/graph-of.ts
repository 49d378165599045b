import { PathsDrawn } from '../../components/path-graph/graph-of-paths.ts';
import type { PathGraphData } from '../../components/path-graph/graph-shape.ts';
import { t } from '../../text/identities.ts';
import type { IdentityPage } from './page-shape.ts';

/** More rights than this are too many for one drawing and its table; how many there are is said beside it. */
const mostRights = 150;

export interface ReachGraph {
  readonly data: PathGraphData;
  readonly shown: number;
  readonly total: number;
}

/** The paths of all its rights as one graph. Of a person it begins with them and leads to their accounts first. */
export function graphOf({ identity, accounts }: Pick<IdentityPage, 'identity' | 'accounts'>): ReachGraph {
  const drawn = new PathsDrawn();
  const isPerson = identity.entity === 'person';
  const self = drawn.node({ id: 'self', label: identity.name, note: t('thisIdentity'), look: 'self' });
  let shown = 0;
  for (const { item, reach, because } of accounts) {
    if (reach === null || reach.rights.length === 0 || shown >= mostRights) continue;
    let from = self;
    if (isPerson) {
      from = drawn.node({
        id: `account ${item.ref}`,
        label: item.name,
        note: t('account', { source: item.source }),
      });
      drawn.edge({ from: self, to: from, grant: because ?? '', use: 'unknown' });
    }
    for (const { path, verdict } of reach.rights.slice(0, mostRights - shown)) {
      shown++;
      const dependsAt = verdict === 'depends' ? 'last' : undefined;
      drawn.path({ from, source: item.source, path, dependsAt });
    }
  }
  return {
    data: drawn.data(),
    shown,
    total: accounts.reduce((sum, { reach }) => sum + (reach?.total ?? 0), 0),
  };
}
