import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/shell.ts';

export function Screen() {
  return (
    <Page title={t('access')}>
      <PageHead title={t('access')} />
    </Page>
  );
}
