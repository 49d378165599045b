import { lazy, Suspense, useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Skeleton } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/notifications.ts';
import { Own } from './own.tsx';
import './notifications.css';

const Channels = lazy(async () => ({ default: (await import('./channels.tsx')).Channels }));

/** By what and when one is told of things; for administrators also the channels, and what went by them. */
export function Screen() {
  const session = useSession();
  const own = useRoute('notifications.preferences', {});
  const [tab, setTab] = useState('mine');
  const by = own.data?.by;
  return (
    <Page title={t('title')}>
      <PageHead title={by === undefined ? t('title') : by === null ? t('leadNone') : t('lead', { by })}>
        {t('why')}
      </PageHead>
      {session?.may.includes('administer') === true ? (
        <Tabs
          label={t('views')}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'mine', label: t('mine'), content: <Own own={own} /> },
            {
              id: 'channels',
              label: t('channels'),
              content: (
                <Suspense fallback={<Skeleton rows={4} />}>
                  <Channels />
                </Suspense>
              ),
            },
          ]}
        />
      ) : (
        <Own own={own} />
      )}
    </Page>
  );
}
