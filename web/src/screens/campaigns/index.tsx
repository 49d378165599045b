import { useNavigate } from '@tanstack/react-router';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/button.tsx';
import { ShareBar } from '../../components/charts.tsx';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/campaigns.ts';
import { Turns } from './turns.tsx';
import type { RouteOutput } from '../../api/route-table.ts';

type Item = RouteOutput<'campaigns.list'>['items'][number];

const columns: readonly Column<Item>[] = [
  {
    id: 'campaign',
    header: t('campaign'),
    cell: (item) => (
      <span className="two">
        <b>{inert(item.title)}</b>
        <span className="soft">
          {t(`kind_${item.kind}`)} · {t(`lane_${item.lane}`)}
        </span>
      </span>
    ),
  },
  {
    id: 'progress',
    header: t('progress'),
    width: 190,
    cell: (item) => {
      const done = item.kept + item.taken;
      const words = t('doneOf', { done, total: item.items });
      return (
        <span className="two">
          <span className="num">{words}</span>
          <ShareBar share={item.items === 0 ? 0 : done / item.items} label={words} />
        </span>
      );
    },
  },
  {
    id: 'due',
    header: t('due'),
    width: 150,
    hiddenOnPhone: true,
    cell: (item) => <When at={item.dueAt} as="date" />,
  },
  {
    id: 'state',
    header: t('state'),
    width: 110,
    cell: (item) =>
      item.isLate ? (
        <Tag tone="attn">{t('late')}</Tag>
      ) : (
        <Tag>{t(item.state === 'draft' ? 'draft' : item.state)}</Tag>
      ),
  },
];

/** Every campaign that was launched, the newest first. */
export function Screen() {
  const navigate = useNavigate();
  const list = useList('campaigns.list', { limit: 50 });
  return (
    <Page
      title={t('title')}
      width="full"
      actions={
        <Button icon="campaign" onPress={() => void navigate({ to: '/campaigns/new' })}>
          {t('build')}
        </Button>
      }
    >
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="stack">
        <Turns />
        <DataTable<Item>
          label={t('title')}
          columns={columns}
          {...list.table}
          keyOf={(item) => item.id}
          nameOf={(item) => inert(item.title)}
          onOpen={(item) => void navigate({ to: '/campaigns/$id', params: { id: item.id } })}
          problemTitle={t('couldNotRead')}
          empty={
            <EmptyState
              icon="campaign"
              title={t('none')}
              actions={<Button onPress={() => void navigate({ to: '/campaigns/new' })}>{t('build')}</Button>}
            >
              {t('noneWhy')}
            </EmptyState>
          }
        />
      </div>
    </Page>
  );
}
