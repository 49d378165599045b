import { useMemo } from 'react';
import { PathsDrawn } from '../../components/path-graph/graph-of-paths.ts';
import { PathGraph } from '../../components/path-graph/path-graph.tsx';
import { t } from '../../text/access.ts';
import type { Answered } from './use-answer.ts';

/** More are too many for one drawing. */
const mostDrawn = 120;

/** The paths of what was fetched so far as one graph, each edge naming the row that makes it and why that is there. */
export function Paths({
  rows,
  total,
  dependsAt,
}: {
  readonly rows: readonly Answered[];
  readonly total: number;
  /** Accounts differ in their first step, rights in their last. */
  readonly dependsAt: 'first' | 'last';
}) {
  const shown = rows.slice(0, mostDrawn);
  const data = useMemo(() => {
    const drawn = new PathsDrawn();
    for (const { account, path, verdict } of rows.slice(0, mostDrawn)) {
      const from = drawn.node({
        id: `${account.entity} ${account.source} ${account.key}`,
        label: account.name,
        note: account.source,
        look: 'self',
      });
      drawn.path({
        from,
        source: account.source,
        path,
        dependsAt: verdict === 'depends' ? dependsAt : undefined,
      });
    }
    return drawn.data();
  }, [rows, dependsAt]);
  return (
    <section className="card pad-all">
      <PathGraph label={t('pathsOf')} data={data} most={12}>
        <p className="quiet">
          {shown.length < total
            ? t('pathsCut', { count: shown.length, total })
            : t('pathsShown', { count: shown.length })}
        </p>
      </PathGraph>
    </section>
  );
}
