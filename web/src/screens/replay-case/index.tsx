import { useParams } from '@tanstack/react-router';
import { NotRead } from '../../asking/not-read.tsx';
import { ReplayVerdict } from '../../asking/replay-verdict.tsx';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/replay.ts';
import { Breakers } from './breakers.tsx';
import { FoundPath } from './found-path.tsx';
import { StepStates } from './step-states.tsx';
import './replay-case.css';

const crumbs = [{ label: t('title'), to: '/replay' }];
const whys = { hit: 'hitWhy', partial: 'partialWhy', miss: 'missWhy', cannot_tell: 'cannotTellWhy' } as const;

/** One breach of others on what is here: its steps, the path that connects them, and what would have broken it. */
export function Screen() {
  const { id } = useParams({ from: '/inside/replay/$id' });
  const query = useRoute('replay.show', { id });
  const found = query.data;
  if (found === undefined)
    return (
      <Page title={t('title')} crumbs={crumbs} here={id}>
        {query.error === null ? (
          <Skeleton rows={8} />
        ) : (
          <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
        )}
      </Page>
    );
  return (
    <Page title={found.name} crumbs={crumbs} here={found.id} width="full">
      <PageHead title={found.name} meta={<ReplayVerdict of={found} />}>
        {t(whys[found.verdict])}
      </PageHead>
      <div className="stack">
        <div className="replay-grid">
          <Card title={t('steps')}>
            <StepStates steps={found.steps} />
          </Card>
          <Card title={t('happened')} note={t('who', { who: found.who, when: found.when })}>
            <ul className="lines">
              {found.facts.map((fact) => (
                <li key={fact}>{fact}</li>
              ))}
            </ul>
            {found.sources.length === 0 ? (
              <p className="quiet">{t('fromMemory')}</p>
            ) : (
              <p className="quiet breaks">
                {t('readIn')} {found.sources.join(' · ')}
              </p>
            )}
            <p className="quiet breaks">
              {t('asks')}{' '}
              {found.asks.map(({ framework, id, title }) => `${framework} ${id} ${title}`).join(' · ')}
            </p>
          </Card>
        </div>
        <FoundPath title={t('path')} why={t('pathWhy')} path={found.path} />
        {found.couldBe === null ? null : (
          <FoundPath title={t('couldBe')} why={t('couldBeWhy')} path={found.couldBe} />
        )}
        <Card title={t('breakers')}>
          <p className="quiet">{t('breakersWhy')}</p>
          <Breakers breakers={found.breakers} />
        </Card>
        {found.mended.length === 0 ? null : (
          <Disclosure summary={t('mended')}>
            <ul className="lines">
              {found.mended.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Disclosure>
        )}
        <NotRead answer={found} why={t('notKnownWhy')} />
      </div>
    </Page>
  );
}
