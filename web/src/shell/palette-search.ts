import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { IconName } from '../components/icon.tsx';
import { kindIcons } from '../components/kind.tsx';
import { useSettled } from '../settled.ts';

/** Something of the estate that answers to what was typed. */
export interface Found {
  readonly id: string;
  readonly to: string;
  readonly label: string;
  /** Where it is. */
  readonly note: string;
  readonly icon: IconName;
}

const lanes = ['people', 'workloads'] as const;
const fewest = 2;
const nothing: readonly Found[] = [];

/** Identities of both lanes by the words of their names, the riskiest first; what was found before stays meanwhile. */
export function useFound(typed: string): readonly Found[] {
  const search = useSettled(typed.trim());
  const query = useQuery({
    queryKey: ['identities.list', 'palette', search],
    enabled: search.length >= fewest,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<readonly Found[]> => {
      const pages = await Promise.all(
        lanes.map((lane) => call('identities.list', { lane, search, limit: 4 }, { signal })),
      );
      return pages.flatMap(({ items }) =>
        items.map((item) => ({
          id: item.ref,
          to: `/identities/${encodeURIComponent(item.ref)}`,
          label: item.name,
          note: item.source,
          icon: item.kind === 'unknown' ? ('question' as const) : kindIcons[item.kind],
        })),
      );
    },
  });
  return search.length < fewest ? nothing : (query.data ?? nothing);
}
