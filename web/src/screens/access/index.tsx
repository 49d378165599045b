import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../../components/states.tsx';
import { ViewBar } from '../../saved-views/view-bar.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/access.ts';
import { questionOf, readAccessSearch, type Question } from './access-search.ts';
import { Ask } from './ask.tsx';
import { ExportAnswer } from './export-answer.tsx';
import { ShownAnswer } from './shown-answer.tsx';
import { useAnswer } from './use-answer.ts';
import './access.css';

const here = getRouteApi('/inside/access');

/** Who can do what: a question that stands in the address, its answer with the paths, and what is not known. */
export function Screen() {
  const search = here.useSearch();
  const question = questionOf(search);
  return question === undefined ? (
    <Frame>
      <AskHere name={search.identity} />
      <EmptyState icon="access" title={t('startTitle')}>
        {t('startWhy')}
      </EmptyState>
    </Frame>
  ) : (
    <Answered question={question} />
  );
}

function Answered({ question }: { readonly question: Question }) {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  const answer = useAnswer(question);
  const change = (with_: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: readAccessSearch({ ...search, ...with_ }) });
  const isRef = search.identity?.startsWith('idn_') === true;
  return (
    <Frame actions={<ExportAnswer question={question} />}>
      <AskHere name={isRef ? answer.first?.identity?.name : search.identity} />
      <ShownAnswer
        question={question}
        answer={answer}
        view={search.view ?? 'table'}
        onView={(view) => change({ view })}
        onNow={() => change({ at: undefined })}
      />
    </Frame>
  );
}

function AskHere({ name }: { readonly name: string | undefined }) {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  return (
    <Ask
      search={search}
      name={name}
      onAsk={(change) => void navigate({ search: readAccessSearch({ ...search, ...change }) })}
    />
  );
}

function Frame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { saved, ...search } = here.useSearch();
  const navigate = here.useNavigate();
  return (
    <Page title={t('title')} width="full" actions={actions}>
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <ViewBar
        asks={{ list: 'access', search }}
        saved={saved}
        onOpen={(next) => void navigate({ search: readAccessSearch(next) })}
      />
      {children}
    </Page>
  );
}
