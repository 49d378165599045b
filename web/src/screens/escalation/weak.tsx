import { useMemo } from 'react';
import { NotRead } from '../../asking/not-read.tsx';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/states.tsx';
import { t } from '../../text/escalation.ts';
import { chokesOf, drawn } from './drawn.ts';
import { GraphCard } from './graph-card.tsx';
import { PathsTable } from './paths-table.tsx';
import { Points } from './points.tsx';
import { labelOf, toldBy } from './told.ts';
import { Unanswered } from './unanswered.tsx';

const cuts = (count: number): string => t('cutsIdentities', { count });

/** Everything that leads to a crown jewel, and the rows that most of it hangs on. */
export function Weak({ at }: { readonly at: string | undefined }) {
  const query = useRoute('escalation.choke-points', { limit: 200, ...(at === undefined ? {} : { at }) });
  const { data } = query;
  const told = useMemo(() => (data === undefined ? undefined : toldBy(data)), [data]);
  const graph = useMemo(() => {
    if (data === undefined || told === undefined) return undefined;
    const wanted = [
      ...data.chokePoints.slice(0, 5).flatMap(({ steps }) => steps),
      ...data.paths.flatMap(({ steps }) => steps),
    ];
    return drawn(told, { steps: wanted, starts: new Set(), chokes: chokesOf(data.steps, 2) });
  }, [data, told]);
  if (data === undefined || told === undefined)
    return <Unanswered problem={query.error} onRetry={() => void query.refetch()} />;
  if (data.identities === 0)
    return (
      <div className="stack">
        <EmptyState icon="check" title={t('nothingLeads')}>
          {t('nothingLeadsWhy')}
        </EmptyState>
        <NotRead answer={data} why={t('notKnownWhy')} />
      </div>
    );
  const headline = t('weakSaid', { count: data.identities, surely: data.surely });
  return (
    <div className="stack">
      <h2 className="breaks" aria-live="polite">
        {headline}
      </h2>
      <div className="weak-grid">
        <Points told={told} points={data.chokePoints} cuts={cuts} />
        <Card>
          <h2>{t('powers')}</h2>
          <p className="soft">{t('powersWhy')}</p>
          <ol className="points">
            {data.powers.map(({ node, identities, surely }) => (
              <li key={node}>
                <b className="count">{t('identities', { count: identities })}</b>
                <span className="two">
                  <b className="mono breaks">{labelOf(told, node)}</b>
                  <span className="soft">{t('surely', { count: surely })}</span>
                </span>
              </li>
            ))}
          </ol>
        </Card>
      </div>
      {graph === undefined ? null : <GraphCard data={graph} />}
      <PathsTable
        label={headline}
        told={told}
        paths={data.paths}
        total={data.identities}
        end="from"
        cuts={cuts}
      />
      {data.paths.length < data.identities ? (
        <p className="quiet">{t('pathsCut', { count: data.paths.length, total: data.identities })}</p>
      ) : null}
      <NotRead answer={data} why={t('notKnownWhy')} />
    </div>
  );
}
