import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/watched.ts';
import { BackDialog } from './back-dialog.tsx';
import { Leases } from './leases.tsx';
import { Watch } from './watch.tsx';
import './watched.css';

export type Window = RouteOutput<'windows.list'>['items'][number];
type Which = 'now' | 'all';

/** What is suspended and watched before it is deleted, with its way back; and what a secret store leases. */
export function Screen() {
  const [which, setWhich] = useState<Which>('now');
  const [back, setBack] = useState<Window>();
  const query = useRoute('windows.list', { all: which === 'all', limit: 200 });
  const watched = query.data?.items.filter(({ is }) => is === 'watched').length;
  return (
    <Page title={t('title')}>
      <PageHead
        title={
          watched === undefined ? t('title') : watched === 0 ? t('leadNone') : t('lead', { count: watched })
        }
      >
        {t('why')}
      </PageHead>
      <div className="watched-bar">
        <Segmented
          label={t('which')}
          value={which}
          choices={[
            { id: 'now', label: t('now') },
            { id: 'all', label: t('all') },
          ]}
          onChange={setWhich}
        />
      </div>
      <div className="stack">
        {query.error !== null ? (
          <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
        ) : query.data === undefined ? (
          <Skeleton rows={6} />
        ) : query.data.items.length === 0 ? (
          <EmptyState icon="clock" title={t('none')}>
            {t('noneWhy')}
          </EmptyState>
        ) : (
          query.data.items.map((window) => (
            <Watch key={window.execution} window={window} onBack={() => setBack(window)} />
          ))
        )}
        <Leases isAll={which === 'all'} />
      </div>
      {back === undefined ? null : <BackDialog window={back} onClose={() => setBack(undefined)} />}
    </Page>
  );
}
