import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { callPage, type ItemOf, type ListName, type PageOf } from './client.ts';
import type { Problem } from './problem.ts';
import type { RouteInput } from './route-table.ts';

export interface List<N extends ListName> {
  /** All rows of the pages that were fetched so far. */
  readonly rows: readonly ItemOf<N>[];
  /** The first page, for what a list says besides its rows: how many there are, groups. */
  readonly first: PageOf<N> | undefined;
  /** What is shown still answers the question before this one. */
  readonly isStale: boolean;
  /** To be spread into `DataTable`. */
  readonly table: {
    readonly rows: readonly ItemOf<N>[];
    readonly isLoading: boolean;
    readonly problem: Problem | null;
    readonly hasMore: boolean;
    readonly isLoadingMore: boolean;
    readonly onMore: () => void;
    readonly onRetry: () => void;
  };
}

/**
 * A list, page by page. While another question is being answered (a letter more in the search) the rows of the one before
 * stay, so that nothing flickers.
 */
export function useList<N extends ListName>(name: N, input: RouteInput<N>): List<N> {
  const query = useInfiniteQuery<PageOf<N>, Problem>({
    queryKey: [name, 'pages', input],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      callPage<N>(name, input, pageParam === '' ? undefined : String(pageParam), { signal }),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    rows,
    first: data?.pages[0],
    isStale: isPlaceholderData,
    table: {
      rows,
      isLoading: isPending,
      problem: error,
      hasMore: hasNextPage,
      isLoadingMore: isFetchingNextPage,
      onMore: () => void query.fetchNextPage(),
      onRetry: () => void query.refetch(),
    },
  };
}
