import { getRouteApi } from '@tanstack/react-router';
import { useList } from '../../api/use-list.ts';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { MoreButton } from '../../components/more-button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/lives.ts';
import { Event } from './event.tsx';
import { Feeds } from './feeds.tsx';
import { Holds } from './holds.tsx';
import type { LivesShown } from './lives-search.ts';
import { Preview } from './preview.tsx';
import './lives.css';

const here = getRouteApi('/inside/lives');

/** Who joined, moved and left, what followed, and what waits for a person. */
export function Screen() {
  const { show = 'all' } = here.useSearch();
  const navigate = here.useNavigate();
  const choose = (id: LivesShown): void =>
    void navigate({ search: id === 'all' ? {} : { show: id }, replace: true });
  return (
    <Page title={t('title')}>
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="lives-bar">
        <Segmented
          label={t('show')}
          value={show}
          choices={[
            { id: 'all', label: t('all') },
            { id: 'waiting', label: t('waiting') },
            { id: 'settled', label: t('settledOnly') },
          ]}
          onChange={choose}
        />
      </div>
      <Told show={show} />
    </Page>
  );
}

function Told({ show }: { readonly show: LivesShown }) {
  const list = useList('lifecycle.timeline', {
    limit: 50,
    ...(show === 'waiting' ? { state: ['open', 'held'] as const } : {}),
    ...(show === 'settled' ? { state: ['settled', 'discarded'] as const } : {}),
  });
  const { first, rows, table } = list;
  if (table.problem !== null)
    return <ErrorState problem={table.problem} title={t('failed')} onRetry={table.onRetry} />;
  if (first === undefined) return <Skeleton rows={10} />;
  const { counts, holds, feeds, rulesUnreadable } = first;
  return (
    <div className="stack">
      {rulesUnreadable === null ? null : (
        <Callout tone="alarm">
          {t('unreadable')}: {rulesUnreadable}
        </Callout>
      )}
      <Holds holds={holds} />
      <Card
        title={t('events')}
        note={t('counts', { open: counts.open, held: counts.held, settled: counts.settled })}
      >
        {rows.length === 0 ? (
          <EmptyState icon="person" title={t(show === 'all' ? 'none' : 'noneFound')}>
            {t(show === 'all' ? 'noneWhy' : 'noneFoundWhy')}
          </EmptyState>
        ) : (
          <ol className="lives-events">
            {rows.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </ol>
        )}
        <MoreButton hasMore={table.hasMore} isLoadingMore={table.isLoadingMore} onMore={table.onMore} />
      </Card>
      <Feeds feeds={feeds} />
      <Preview />
    </div>
  );
}
