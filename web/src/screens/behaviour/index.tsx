import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from '../../components/segmented.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/behaviour.ts';
import { shown } from './behaviour-search.ts';
import { Changed } from './changed.tsx';
import { Dormant } from './dormant.tsx';
import './behaviour.css';

const here = getRouteApi('/inside/behaviour');

/** Identities that nobody uses, and accounts that do what they never did. */
export function Screen() {
  const { show = 'dormant' } = here.useSearch();
  const navigate = here.useNavigate();
  return (
    <Page title={t('title')}>
      <PageHead
        title={t('title')}
        actions={
          <Segmented
            label={t('show')}
            value={show}
            choices={shown.map((id) => ({ id, label: t(id) }))}
            onChange={(id) => void navigate({ search: { show: id } })}
          />
        }
      >
        {t('why')}
      </PageHead>
      {show === 'dormant' ? <Dormant /> : <Changed />}
    </Page>
  );
}
