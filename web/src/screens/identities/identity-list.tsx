import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { call } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table/index.ts';
import { Facets } from '../../components/facets.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { EmptyState } from '../../components/states.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/identities.ts';
import { columnsOf, descending } from './columns.tsx';
import { facetsFrom, type FacetCounts } from './facets-from.ts';
import { facetNames, filtersOf, readListSearch, type ListSearch } from './list-search.ts';

const here = getRouteApi('/inside/identities');
const pageSize = 100;

/** One lane: search, facets, and rows that are fetched as one comes near the end. `all`: the lane's counts without filters. */
export function IdentityList({
  search,
  all,
}: {
  readonly search: ListSearch;
  readonly all: FacetCounts | undefined;
}) {
  const navigate = useNavigate();
  const goTo = here.useNavigate();
  const sort = search.sort ?? 'risk';
  const filters = useMemo(() => filtersOf(search), [search]);
  const facets = useRoute('identities.facets', filters);
  const list = useInfiniteQuery({
    queryKey: ['identities.list', filters, sort, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call(
        'identities.list',
        { ...filters, sort, limit: pageSize, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const { fetchNextPage, isFetchingNextPage } = list;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const change = (with_: Readonly<Record<string, unknown>>): void =>
    void goTo({ search: readListSearch({ ...search, ...with_ }), replace: true });
  const chosen = Object.fromEntries(facetNames.map((name) => [name, search[name] ?? []]));
  const lane = search.lane ?? 'people';
  const answer =
    facets.data === undefined
      ? undefined
      : facets.data.atLeast
        ? t('foundAtLeast', { count: number(facets.data.total) })
        : t('found', { count: facets.data.total });
  const isNarrowed = search.q !== undefined || facetNames.some((name) => search[name] !== undefined);
  return (
    <>
      <div className="list-tools">
        <SearchField
          label={lane === 'people' ? t('searchPeople') : t('searchWorkloads')}
          value={search.q ?? ''}
          answer={answer}
          onSearch={(q) => change({ q })}
        />
        <Facets
          facets={facetsFrom(lane, all, facets.data, search)}
          filters={chosen}
          onChange={(next) => change(Object.fromEntries(facetNames.map((name) => [name, next[name] ?? []])))}
        />
        <span className="end">{answer}</span>
      </div>
      <div className="identity-rows">
        <DataTable
          key={lane}
          label={lane === 'people' ? t('people') : t('workloads')}
          columns={columnsOf[lane]}
          rows={rows}
          keyOf={(row) => row.ref}
          nameOf={(row) => row.name}
          onOpen={(row) => void navigate({ to: '/identities/$id', params: { id: row.ref } })}
          sort={{ by: sort, descending: descending[sort] }}
          onSort={({ by }) => change({ sort: by })}
          isLoading={list.isPending}
          problem={list.error === null ? null : asProblem(list.error)}
          problemTitle={t('couldNotRead')}
          onRetry={() => void list.refetch()}
          total={facets.data?.atLeast === true ? undefined : facets.data?.total}
          hasMore={list.hasNextPage}
          isLoadingMore={isFetchingNextPage}
          onMore={onMore}
          empty={
            isNarrowed ? (
              <EmptyState
                icon="search"
                title={t('noMatch')}
                actions={search.q === undefined ? undefined : <OtherLane lane={lane} q={search.q} />}
              >
                {t('noMatchWhy')}
              </EmptyState>
            ) : (
              <EmptyState icon="source" title={t('noneYet')}>
                {t('noneYetWhy')}
              </EmptyState>
            )
          }
        />
      </div>
    </>
  );
}

/** The same words in the other lane: whoever searches need not know whether a name is a person’s. */
function OtherLane({ lane, q }: { readonly lane: 'people' | 'workloads'; readonly q: string }) {
  return (
    <Link
      className="link"
      to="/identities"
      search={lane === 'people' ? { lane: 'workloads' as const, q } : { q }}
    >
      {lane === 'people' ? t('searchWorkloads') : t('searchPeople')}
    </Link>
  );
}
