import { lazy, Suspense } from 'react';
import { Skeleton } from '../../components/states.tsx';
import type { PathGraphData } from '../../components/path-graph/graph-shape.ts';
import { t } from '../../text/escalation.ts';

// the drawing is a third of the screen's code, and what is said comes first
const PathGraph = lazy(async () => ({
  default: (await import('../../components/path-graph/path-graph.tsx')).PathGraph,
}));

/** Paths to walk along: with choke points marked, and a table twin. */
export const GraphCard = ({ data }: { readonly data: PathGraphData }) =>
  data.edges.length === 0 ? null : (
    <section className="card pad-all">
      <Suspense fallback={<Skeleton rows={6} />}>
        <PathGraph label={t('paths')} data={data} most={6}>
          <p className="quiet">{t('graphWhy')}</p>
        </PathGraph>
      </Suspense>
    </section>
  );
