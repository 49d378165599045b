import { getRouteApi } from '@tanstack/react-router';
import { AsOfThen } from '../../asking/as-of-then.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/escalation.ts';
import { Ask } from './ask.tsx';
import { questionOf, readEscalationSearch, type Question } from './escalation-search.ts';
import { Become, BlastRadius } from './reached.tsx';
import { Way } from './way.tsx';
import { Weak } from './weak.tsx';
import './escalation.css';

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
        <Answer question={question} />
      )}
    </Page>
  );
}

function Answer({ question }: { readonly question: Question }) {
  const { at } = question;
  if (question.is === 'become') return <Become identity={question.identity} at={at} />;
  if (question.is === 'blast') return <BlastRadius of={question.of} at={at} />;
  if (question.is === 'way') return <Way from={question.from} to={question.to} at={at} />;
  return <Weak at={at} />;
}
