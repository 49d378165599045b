import { lazy, Suspense, useMemo } from 'react';
import type { PathGraphData } from '../../components/path-graph/graph-shape.ts';
import { Skeleton } from '../../components/states.tsx';
import { Card } from '../../components/card.tsx';
import { called, t } from '../../text/replay.ts';
import { inert } from '../../text/inert.ts';
import type { PathOfThings } from './shape.ts';

const PathGraph = lazy(async () => ({
  default: (await import('../../components/path-graph/path-graph.tsx')).PathGraph,
}));

/** Things that meet the steps, with what each two have in common, drawn and as a table; and what is not known of them. */
export function FoundPath({
  title,
  why,
  path,
}: {
  readonly title: string;
  readonly why: string;
  readonly path: PathOfThings | null;
}) {
  const data = useMemo(() => (path === null ? undefined : drawn(path)), [path]);
  if (path === null || data === undefined)
    return (
      <Card title={title}>
        <p className="quiet">{t('noPath')}</p>
      </Card>
    );
  const unknown = path.spots.filter(({ unknown: what }) => what.length > 0);
  return (
    <Card title={title}>
      <p className="quiet">{why}</p>
      {data.edges.length === 0 ? (
        <Alone path={path} />
      ) : (
        <Suspense fallback={<Skeleton rows={6} />}>
          <PathGraph label={title} data={data} most={8} />
        </Suspense>
      )}
      {unknown.length === 0 ? null : (
        <ul className="lines">
          {unknown.map(({ step, thing, unknown: what }) => (
            <li key={step} className="breaks">
              {t('notKnown', { name: thing.name, what: what.join('; ') })}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** One thing that is connected with nothing. */
const Alone = ({ path }: { readonly path: PathOfThings }) => (
  <ul className="lines replay-alone">
    {path.spots.map(({ step, entity, thing }) => (
      <li key={step}>
        <span className="two">
          <b className="mono breaks">{thing.name}</b>
          <span className="soft breaks">
            {t('step', { n: step + 1, entity: called[entity] })} · {thing.source} · {thing.key}
          </span>
        </span>
      </li>
    ))}
  </ul>
);

/** Lines go from the earlier step to the later: a path is read in the order of what happened. */
function drawn({ spots, joints }: PathOfThings): PathGraphData {
  const last = spots.reduce((most, { step }) => Math.max(most, step), 0);
  return {
    nodes: spots.map(({ step, entity, thing }) => ({
      id: String(step),
      label: inert(thing.name),
      note: t('step', { n: step + 1, entity: `${called[entity]}, ${thing.source}` }),
      ...(step === last ? { look: 'hot' as const } : {}),
    })),
    edges: joints.map(({ a, b, by }) => {
      const ends = [spots[a]?.step ?? 0, spots[b]?.step ?? 0].toSorted((one, other) => one - other);
      return {
        from: String(ends[0]),
        to: String(ends[1]),
        grant: inert(t('common', { is: by.is, key: by.key })),
        label: by.is,
        use: 'possible' as const,
      };
    }),
  };
}
