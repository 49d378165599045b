import { Link, useNavigate } from '@tanstack/react-router';
import { NotRead } from '../../asking/not-read.tsx';
import { useRoute } from '../../api/queries.ts';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { ReplayVerdict } from '../../asking/replay-verdict.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/replay.ts';

type Case = NonNullable<ReturnType<typeof useCases>['data']>['cases'][number];

const useCases = () => useRoute('replay.list', {});

/** Every breach that is tried, those that would have been one here first. */
export function Screen() {
  const query = useCases();
  const navigate = useNavigate();
  const cases = query.data?.cases ?? [];
  const hits = cases.filter(({ verdict }) => verdict === 'hit').length;
  const open = cases.filter(({ verdict }) => verdict === 'cannot_tell').length;
  const count = cases.length;
  const said =
    query.data === undefined
      ? t('title')
      : hits === 0
        ? t('saidNone', { count })
        : t('said', { hits, count });
  return (
    <Page title={t('title')} width="full">
      <PageHead title={said}>
        {t('why')} {open === 0 ? null : t('openToo', { count: open })}
      </PageHead>
      <div className="stack">
        <DataTable
          label={t('cases')}
          columns={columns}
          rows={cases}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate({ to: '/replay/$id', params: { id } })}
          isLoading={query.isPending}
          problem={query.error}
          problemTitle={t('failed')}
          onRetry={() => void query.refetch()}
          empty={null}
          total={query.data === undefined ? undefined : count}
        />
        {query.data === undefined ? null : <NotRead answer={query.data} why={t('notKnownWhy')} />}
      </div>
    </Page>
  );
}

const columns: readonly Column<Case>[] = [
  {
    id: 'case',
    header: t('case'),
    cell: ({ id, name, who, when }) => (
      <span className="two">
        <Link className="link" to="/replay/$id" params={{ id }}>
          {name}
        </Link>
        <span className="soft">
          {id} · {t('who', { who, when })}
        </span>
      </span>
    ),
  },
  { id: 'verdict', header: t('verdict'), width: 300, cell: (each) => <ReplayVerdict of={each} /> },
  {
    id: 'connected',
    header: t('connected'),
    width: 220,
    cell: ({ connected, needed, open }) => (
      <span className="two">
        <span>{t('connectedSteps', { met: connected, needed })}</span>
        {open === 0 ? null : <span className="soft">{t('open', { count: open })}</span>}
      </span>
    ),
  },
];
