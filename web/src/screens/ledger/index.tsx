import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { SearchField } from '../../components/search-field.tsx';
import { Signed } from '../../components/signed.tsx';
import { EmptyState } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Person } from '../../people/person.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { number } from '../../text/format.ts';
import { entryWords, t } from '../../text/ledger.ts';

type Leaf = RouteOutput<'ledger.entries'>['items'][number];

/** The log, newest first; or one story, oldest first: how did this come to be. */
export function Screen() {
  const navigate = useNavigate();
  const search: { readonly about?: unknown } = useSearch({ strict: false });
  const about = typeof search.about === 'string' && search.about !== '' ? search.about : undefined;
  const [limit, setLimit] = useState(100);
  const query = useRoute('ledger.entries', about === undefined ? { limit } : { about, limit: 1000 });
  const items = query.data?.items ?? [];
  const look = (id: string): void =>
    void navigate({ to: '/ledger', search: id === '' ? {} : { about: id.trim() } });
  return (
    <Page title={t('title')} width="full">
      <PageHead title={about === undefined ? t('title') : t('story')}>
        {about === undefined ? t('lead') : t('storyLead')}
      </PageHead>
      <div className="list-tools">
        <SearchField label={t('about')} placeholder={t('aboutHelp')} value={about ?? ''} onSearch={look} />
        {about === undefined ? null : <Button onPress={() => look('')}>{t('all')}</Button>}
      </div>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={items}
        keyOf={(leaf) => leaf.entry.id}
        nameOf={(leaf) => entryWords[leaf.entry.type] ?? leaf.entry.type}
        onOpen={(leaf) => void navigate({ to: '/ledger/$entry', params: { entry: leaf.entry.id } })}
        isLoading={query.isPending}
        problem={query.error}
        problemTitle={t('failed')}
        onRetry={() => void query.refetch()}
        hasMore={about === undefined && items.length === limit && limit < 1000}
        isLoadingMore={query.isFetching}
        onMore={() => setLimit(Math.min(1000, limit * 2))}
        empty={<EmptyState icon="ledger" title={t('nothing')} />}
      />
    </Page>
  );
}

const columns: readonly Column<Leaf>[] = [
  { id: 'seq', header: t('seq'), width: 80, cell: ({ seq }) => <span className="num">{number(seq)}</span> },
  {
    id: 'what',
    header: t('what'),
    cell: ({ entry }) => (
      <span className="two">
        {entry.actor.kind === 'person' && entry.type.endsWith('.signed') ? (
          <Signed>{entryWords[entry.type] ?? entry.type}</Signed>
        ) : (
          <b>{entryWords[entry.type] ?? entry.type}</b>
        )}
        <span className="soft mono">{entry.type}</span>
      </span>
    ),
  },
  {
    id: 'who',
    header: t('who'),
    hiddenOnPhone: true,
    cell: ({ entry, writer }) => (
      <span className="two">
        <Person id={entry.actor.id} copyable={false} />
        <span className="quiet">{writer}</span>
      </span>
    ),
  },
  {
    id: 'when',
    header: t('when'),
    width: 220,
    align: 'end',
    cell: ({ sequencedAt }) => <When at={sequencedAt} as="exact" />,
  },
];
