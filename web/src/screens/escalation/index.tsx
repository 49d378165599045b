import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { AsOfThen } from '../../asking/as-of-then.tsx';
import { EmptyState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/escalation.ts';
import { Ask } from './ask.tsx';
import { questionOf, readEscalationSearch } from './escalation-search.ts';
import './escalation.css';

// fetched while what it shows is asked for
const Answer = lazy(() => import('./answer.tsx'));

const here = getRouteApi('/inside/paths');

/** What identities could become: what leads to the crown jewels, one identity’s ways, a way between two, a stolen credential. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const question = questionOf(search);
  const ask = (change: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: readEscalationSearch({ ...search, ...change }) });
  return (
    <Page title={t('title')} width="full">
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <Ask search={search} onAsk={ask} />
      <AsOfThen at={search.at} onNow={() => ask({ at: undefined })} />
      {question === undefined ? (
        <EmptyState icon="graph" title={t('startTitle')}>
          {t('startWhy')}
        </EmptyState>
      ) : (
        <Suspense fallback={<Skeleton rows={8} />}>
          <Answer question={question} />
        </Suspense>
      )}
    </Page>
  );
}
