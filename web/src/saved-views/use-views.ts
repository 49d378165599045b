import { useRoute } from '../api/queries.ts';
import type { Asks, SavedView } from './saved-search.ts';

interface Views {
  readonly all: readonly SavedView[];
  /** There are more than were read. */
  readonly isCut: boolean;
  readonly isPending: boolean;
  readonly failed: boolean;
  /** The view that the address names; null: it is not there, or not theirs to read. */
  readonly current: SavedView | null | undefined;
}

/** The views of a list, one's own first, and the one that the address names. */
export function useViews(list: Asks['list'], saved: string | undefined): Views {
  const { data, isPending, isError } = useRoute('views.list', { list, limit: 200 });
  const items = data?.items ?? [];
  const listed = items.find(({ id }) => id === saved);
  const isElsewhere = saved !== undefined && listed === undefined && !isPending;
  const named = useRoute('views.show', { id: saved ?? '' }, { enabled: isElsewhere });
  const found = listed ?? (isElsewhere ? named.data?.view : undefined);
  return {
    all: [...items.filter(({ mine }) => mine), ...items.filter(({ mine }) => !mine)],
    isCut: data !== undefined && data.next !== null,
    isPending,
    failed: isError,
    current:
      found?.asks.list === list ? found : named.error?.status === 404 && isElsewhere ? null : undefined,
  };
}
