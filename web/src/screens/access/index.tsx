import { getRouteApi } from '@tanstack/react-router';
import { EmptyState } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/access.ts';
import { questionOf, readAccessSearch } from './access-search.ts';
import { Ask } from './ask.tsx';
import { ExportButton } from './export-button.tsx';
import { ShownAnswer } from './shown-answer.tsx';
import './access.css';

const here = getRouteApi('/inside/access');

/** Who can do what: a question that stands in the address, its answer with the paths, and what is not known. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const question = questionOf(search);
  const change = (with_: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: readAccessSearch({ ...search, ...with_ }) });
  return (
    <Page
      title={t('title')}
      width="full"
      {...(question === undefined ? {} : { actions: <ExportButton question={question} /> })}
    >
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <Ask search={search} onAsk={change} />
      {question === undefined ? (
        <EmptyState icon="access" title={t('startTitle')}>
          {t('startWhy')}
        </EmptyState>
      ) : (
        <ShownAnswer
          question={question}
          view={search.view ?? 'table'}
          onView={(view) => change({ view })}
          onNow={() => change({ at: undefined })}
        />
      )}
    </Page>
  );
}
