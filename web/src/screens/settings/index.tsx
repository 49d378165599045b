import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/settings.ts';
import { Appearance } from './appearance.tsx';

/** Settings: what is of this browser; sessions, tokens and passkeys come beside it. */
export function Screen() {
  return (
    <Page title={t('title')}>
      <PageHead title={t('title')} />
      <div className="stack">
        <Appearance />
      </div>
    </Page>
  );
}
