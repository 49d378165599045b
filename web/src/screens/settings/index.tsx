import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { Tabs } from '../../components/tabs.tsx';
import { Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/settings.ts';
import { Appearance } from './appearance.tsx';
import { Everybody } from './everybody.tsx';
import { OwnKeys } from './own-keys.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { OwnTokens } from './own-tokens.tsx';
import './settings.css';

/** Settings: one's own keys, sessions and tokens, this browser's looks; and for administrators what others have. */
export function Screen() {
  const session = useSession();
  const [tab, setTab] = useState('mine');
  const mine =
    session === undefined ? (
      <Skeleton rows={8} />
    ) : (
      <div className="stack">
        <OwnKeys session={session} />
        <OwnSessions />
        <OwnTokens />
        <Appearance />
      </div>
    );
  return (
    <Page title={t('title')}>
      <PageHead title={t('title')} />
      {session?.may.includes('administer') === true ? (
        <Tabs
          label={t('views')}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'mine', label: t('mine'), content: mine },
            { id: 'everybody', label: t('everybody'), content: <Everybody /> },
          ]}
        />
      ) : (
        mine
      )}
    </Page>
  );
}
