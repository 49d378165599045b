import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { t } from '../../text/policies.ts';
import type { Chosen } from './case-form.ts';
import { Picker } from './picker.tsx';

/** An account or a person of the estate, found by name as one types. */
export function EstatePicker({
  label,
  entity,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly entity: 'account' | 'person';
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const [typed, setTyped] = useState('');
  const search = typed.trim();
  const query = useQuery({
    queryKey: ['identities.list', 'tester', search],
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        (['people', 'workloads'] as const).map((lane) =>
          call('identities.list', { lane, search, limit: 20 }, { signal }),
        ),
      );
      return pages.flatMap(({ items }) => items);
    },
  });
  const found = (search.length < 2 ? [] : (query.data ?? []))
    .filter((item) => (item.entity === 'person') === (entity === 'person'))
    .slice(0, 12);
  return (
    <Picker
      label={label}
      placeholder={t('findAccount')}
      chosen={chosen?.name}
      onType={setTyped}
      isSearching={search.length >= 2 && query.isPending}
      choices={found.map((item) => ({
        id: item.ref,
        label: item.name,
        note: `${item.source} · ${item.key}`,
      }))}
      onChoose={(ref) => {
        const item = found.find((each) => each.ref === ref);
        if (item !== undefined)
          onChoose({ ref: item.ref, source: item.source, key: item.key, name: item.name });
      }}
    />
  );
}
