import { lazy, Suspense, useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t as shell } from '../../text/shell.ts';
import { t } from '../../text/sources.ts';
import { AddSource } from './add-source.tsx';
import { SourceCard } from './source-card.tsx';
import './sources.css';

const Logs = lazy(async () => ({ default: (await import('./logs.tsx')).Logs }));

/** Every source: how it stands, when it was read and what was not; adding one, with a look at it first. */
export function Screen() {
  const query = useRoute('sources.list', { state: ['active', 'paused'], limit: 500 });
  const removed = useRoute('sources.list', { state: ['removed'], limit: 1 });
  const status = useRoute('status.show', {});
  const mayManage = useMay('manage_sources');
  const [isAdding, setAdding] = useState(false);
  const late = status.data?.lateEnds.first ?? [];
  const items = query.data?.items;
  return (
    <Page title={shell('sources')} width="full">
      <PageHead
        title={shell('sources')}
        actions={
          mayManage ? (
            <Button look="ink" onPress={() => setAdding(true)}>
              {t('add')}
            </Button>
          ) : null
        }
      >
        {t('why')}
      </PageHead>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
      ) : items === undefined ? (
        <Skeleton rows={6} />
      ) : items.length === 0 ? (
        <EmptyState icon="source" title={t('none')}>
          {t('noneWhy')}
        </EmptyState>
      ) : (
        <div className="stack">
          {items.map((shown) => (
            <SourceCard
              key={shown.source.id}
              shown={shown}
              late={late.filter(({ source }) => source === shown.source.id)}
            />
          ))}
          {removed.data === undefined || removed.data.total.count === 0 ? null : (
            <p className="quiet">{t('removed', { count: removed.data.total.count })}</p>
          )}
        </div>
      )}
      <Suspense fallback={<Skeleton rows={3} />}>
        <Logs />
      </Suspense>
      {isAdding ? <AddSource onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}
