import { lazy, Suspense } from 'react';
import { AsOfThen } from '../../asking/as-of-then.tsx';
import { NotRead } from '../../asking/not-read.tsx';
import { Callout } from '../../components/callout.tsx';
import { DataTable } from '../../components/data-table/index.ts';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/access.ts';
import type { ListQuestion } from './access-search.ts';
import { columnsOf, rightOf } from './columns.tsx';
import { Aside } from './aside.tsx';
import type { Answer, AnswerPage } from './use-answer.ts';

// the drawing is a third of the screen's code, and the table comes first
const Paths = lazy(async () => ({ default: (await import('./paths.tsx')).Paths }));

/** The answer: said in a line, then as a table or as paths, then what is not known. */
export function ShownAnswer({
  question,
  answer,
  view,
  onView,
  onNow,
}: {
  readonly question: ListQuestion;
  readonly answer: Answer;
  readonly view: 'table' | 'paths';
  readonly onView: (view: 'table' | 'paths') => void;
  readonly onNow: () => void;
}) {
  const { first, rows } = answer;
  const headline = first === undefined ? undefined : said(question, first);
  return (
    <div className="stack">
      <AsOfThen at={question.at} onNow={onNow} />
      <div className="answer-head">
        <h2 className="breaks" aria-live="polite">
          {headline}
        </h2>
        <Segmented
          label={t('views')}
          value={view}
          onChange={onView}
          choices={[
            { id: 'table', label: t('table'), icon: 'table' },
            { id: 'paths', label: t('paths'), icon: 'graph' },
          ]}
        />
      </div>
      {first?.outsiders === undefined || first.outsiders === 0 ? null : (
        <Callout tone="attn" icon="warn">
          {t('outsiders', { count: first.outsiders })}
        </Callout>
      )}
      {view === 'paths' && rows.length > 0 ? (
        <Suspense fallback={<Skeleton rows={6} />}>
          <Paths
            rows={rows}
            total={first?.total ?? rows.length}
            dependsAt={question.is === 'who' ? 'first' : 'last'}
          />
        </Suspense>
      ) : (
        <DataTable
          label={headline ?? t('title')}
          columns={columnsOf[question.is]}
          rows={rows}
          keyOf={(row) =>
            `${row.account.source} ${row.account.key} ${row.entitlement?.key ?? row.resource?.key ?? ''} ${row.path.length}`
          }
          nameOf={(row) => (question.is === 'who' ? row.account.name : (row.resource?.key ?? rightOf(row)))}
          isLoading={answer.isLoading}
          problem={answer.problem}
          problemTitle={t('couldNotAnswer')}
          onRetry={answer.onRetry}
          total={first === undefined ? undefined : first.total + (first.outsiders ?? 0)}
          hasMore={answer.hasMore}
          isLoadingMore={answer.isLoadingMore}
          onMore={answer.onMore}
          empty={
            <EmptyState icon="access" title={headline ?? ''}>
              {(first?.alike ?? []).length > 0
                ? t('calledAlike', { names: (first?.alike ?? []).join(', ') })
                : t('notKnownWhy')}
            </EmptyState>
          }
        />
      )}
      {first === undefined ? null : <Aside {...first} />}
      {first === undefined ? null : (
        <NotRead
          answer={first}
          why={question.at === undefined ? t('notKnownWhy') : `${t('notKnownWhy')} ${t('ofNow')}`}
          isOpen={first.total === 0}
        />
      )}
    </div>
  );
}

function said(question: ListQuestion, { total, identity, rows, outsiders = 0, alike }: AnswerPage): string {
  if (question.is === 'who') {
    const { action, resource } = question;
    if (alike !== undefined) return t('unknownResource', { resource });
    if (total === 0 && outsiders === 0) return t('nobody', { action, resource });
    const isSure = rows.every(({ verdict, standsFor }) => verdict === 'yes' || standsFor !== undefined);
    return t(isSure ? 'holders' : 'holdersOrMay', { count: total, action, resource });
  }
  const name = identity?.name ?? question.identity;
  if (question.is === 'on') {
    const { action } = question;
    if (total === 0) return t('onNothing', { name, action });
    const isSure = rows.every(({ verdict }) => verdict === 'yes');
    return t(isSure ? 'on' : 'onOrMay', { count: total, name, action });
  }
  return total === 0 ? t('noRights', { name }) : t('rights', { count: total, name });
}
