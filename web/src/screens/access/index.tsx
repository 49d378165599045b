import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { useRoute } from '../../api/queries.ts';
import { EmptyState, Skeleton } from '../../components/states.tsx';
import { ViewBar } from '../../saved-views/view-bar.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/access.ts';
import {
  questionOf,
  readAccessSearch,
  type AccessSearch,
  type CanQuestion,
  type ListQuestion,
} from './access-search.ts';
import { Ask } from './ask.tsx';
import { ExportAnswer } from './export-answer.tsx';
import { useAnswer } from './use-answer.ts';
import { useCan } from './use-can.ts';
import './access.css';

// fetched while their answers are asked for
const ShownAnswer = lazy(async () => ({ default: (await import('./shown-answer.tsx')).ShownAnswer }));
const CanAnswer = lazy(async () => ({ default: (await import('./can-answer.tsx')).CanAnswer }));

const here = getRouteApi('/inside/access');

/** Who can do what: a question that stands in the address, its answer with the paths, and what is not known. */
export function Screen() {
  const question = questionOf(here.useSearch());
  if (question === undefined) return <Asking />;
  return question.is === 'can' ? <OneAnswered question={question} /> : <Answered question={question} />;
}

/** A question that is not whole yet; who is asked about already is called by name. */
function Asking() {
  const { ask, identity = '' } = here.useSearch();
  const isKnown = ask === 'can' && isRef(identity);
  const named = useRoute('access.what-can', { identity, limit: 1 }, { enabled: isKnown });
  return (
    <Frame>
      <AskHere name={isKnown ? named.data?.identity.name : identity} />
      <EmptyState icon="access" title={t('startTitle')}>
        {t('startWhy')}
      </EmptyState>
    </Frame>
  );
}

function Answered({ question }: { readonly question: ListQuestion }) {
  const search = here.useSearch();
  const change = useChange();
  const answer = useAnswer(question);
  const { identity } = search;
  return (
    <Frame actions={<ExportAnswer question={question} />}>
      <AskHere name={isRef(identity) ? answer.first?.identity?.name : identity} />
      <Suspense fallback={<Skeleton rows={6} />}>
        <ShownAnswer
          question={question}
          answer={answer}
          view={search.view ?? 'table'}
          onView={(view) => change({ view })}
          onNow={() => change({ at: undefined })}
        />
      </Suspense>
    </Frame>
  );
}

function OneAnswered({ question }: { readonly question: CanQuestion }) {
  const change = useChange();
  const { data } = useCan(question);
  const { identity } = question;
  return (
    <Frame>
      <AskHere name={isRef(identity) ? data?.identity.name : identity} />
      <Suspense fallback={<Skeleton rows={6} />}>
        <CanAnswer question={question} onNow={() => change({ at: undefined })} />
      </Suspense>
    </Frame>
  );
}

const isRef = (identity: string | undefined): boolean => identity?.startsWith('idn_') === true;

/** Asks what the address asks, with a part of it changed. */
function useChange(): (part: { readonly [K in keyof AccessSearch]?: unknown }) => void {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  return (part) => void navigate({ search: readAccessSearch({ ...search, ...part }) });
}

function AskHere({ name }: { readonly name: string | undefined }) {
  return <Ask search={here.useSearch()} name={name} onAsk={useChange()} />;
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
