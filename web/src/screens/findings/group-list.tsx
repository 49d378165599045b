import { useRoute } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table/index.ts';
import { EmptyState } from '../../components/states.tsx';
import { number } from '../../text/format.ts';
import { t as cases } from '../../text/cases.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/findings.ts';
import { groupColumns, type Group } from './columns.tsx';
import { filtersOf, type Grouping, type QueueSearch } from './queue-search.ts';

const headers: Readonly<Record<Grouping, string>> = {
  cause: t('cause'),
  rule: t('rule'),
  identity: cases('identity'),
  source: t('source'),
};

/** What was found, put together: each group with its worst and how many there are. Opening one narrows the list to it. */
export function GroupList({
  search,
  by,
  onOpen,
}: {
  readonly search: QueueSearch;
  readonly by: Grouping;
  readonly onOpen: (narrowed: QueueSearch) => void;
}) {
  const query = useRoute('findings.groups', { by, ...filtersOf(search) });
  const groups = query.data?.groups ?? [];
  const count = query.data?.groupCount ?? 0;
  return (
    <>
      <DataTable
        key={by}
        label={headers[by]}
        columns={groupColumns(headers[by])}
        rows={groups}
        keyOf={(group) => `${group.source ?? ''}/${group.key}`}
        nameOf={(group) => inert(group.title)}
        onOpen={(group) => onOpen(narrowedTo(search, by, group))}
        isLoading={query.isPending}
        problem={query.error}
        problemTitle={cases('couldNotRead')}
        onRetry={() => void query.refetch()}
        empty={<EmptyState icon="search" title={cases('noMatch')} />}
      />
      {query.data?.isLeast === true ? (
        <p className="quiet">{t('countedOnly', { count: number(query.data.counted) })}</p>
      ) : null}
      {count > groups.length ? (
        <p className="quiet">{t('groupsCut', { shown: groups.length, count: number(count) })}</p>
      ) : null}
    </>
  );
}

function narrowedTo({ by: _by, ...search }: QueueSearch, by: Grouping, group: Group): QueueSearch {
  if (by === 'cause') return { ...search, cause: group.key };
  if (by === 'rule') return { ...search, rule: [group.key] };
  if (by === 'source') return { ...search, source: [group.key] };
  return { ...search, account: group.key, ...(group.source === null ? {} : { source: [group.source] }) };
}
