import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/shell.ts';

export function Screen() {
  return (
    <Page title={t('findings')}>
      <PageHead title={t('findings')} />
    </Page>
  );
}
