import { useState } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import { useList } from '../../api/use-list.ts';
import { Card } from '../../components/card.tsx';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { t } from '../../text/notifications.ts';

type Delivery = RouteOutput<'notifications.deliveries'>['items'][number];

const states = ['all', 'waiting', 'failed'] as const;

/** Messages, newest first: to whom, by what, of what kind, and why one was not taken. */
export function Deliveries({ words }: { readonly words: ReadonlyMap<string, string> }) {
  const [state, setState] = useState<(typeof states)[number]>('all');
  const list = useList('notifications.deliveries', { limit: 50, ...(state === 'all' ? {} : { state }) });
  return (
    <Card
      title={t('deliveries')}
      note={t('deliveriesNote')}
      bare
      end={
        <Segmented
          label={t('state')}
          value={state}
          onChange={setState}
          choices={states.map((id) => ({ id, label: id === 'all' ? t('all') : t(`state_${id}`) }))}
        />
      }
    >
      <DataTable<Delivery>
        label={t('deliveries')}
        columns={columnsWith(words)}
        {...list.table}
        keyOf={({ id }) => id}
        nameOf={({ id }) => id}
        problemTitle={t('failed')}
        empty={
          <EmptyState icon="bell" title={t('noDeliveries')}>
            {t('noDeliveriesWhy')}
          </EmptyState>
        }
      />
    </Card>
  );
}

const columnsWith = (words: ReadonlyMap<string, string>): readonly Column<Delivery>[] => [
  { id: 'when', header: t('when'), width: 150, cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    id: 'to',
    header: t('to'),
    cell: ({ person, channel }) => (
      <span className="two">
        {person === null ? <span>{t('room')}</span> : <Name id={person} />}
        <span className="soft">{channel}</span>
      </span>
    ),
  },
  {
    id: 'what',
    header: t('what'),
    hiddenOnPhone: true,
    cell: ({ kinds, notices, authority }) => (
      <span className="two">
        <span>{kinds.map((kind) => words.get(kind) ?? kind).join(', ')}</span>
        <span className="soft">
          {t(`authority_${authority}`)}, {t('several', { count: notices })}
        </span>
      </span>
    ),
  },
  {
    id: 'state',
    header: t('state'),
    cell: ({ state, because, tries, nextAt }) => (
      <span className="two">
        <span>{state === 'sent' ? t('state_sent') : <Tag tone="attn">{t(`state_${state}`)}</Tag>}</span>
        {because === null ? null : (
          <span className="soft">
            {because}{' '}
            {nextAt === null
              ? t('tries', { count: tries })
              : t.rich('triesNext', { count: tries, when: <When at={nextAt} /> })}
          </span>
        )}
      </span>
    ),
  },
];
