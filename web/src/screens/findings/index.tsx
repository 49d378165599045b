import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useList } from '../../api/use-list.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { FoundRisk } from '../../components/found-risk.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import '../../cases/evidence.css';
import { Page, PageHead } from '../../shell/page.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/cases.ts';

type Item = RouteOutput<'findings.list'>['items'][number];
type State = 'open' | 'accepted' | 'closed';

/** The queue: what is wrong, ranked, with what a rule would do about it. */
export function Screen() {
  const navigate = useNavigate();
  const [state, setState] = useState<State>('open');
  const [search, setSearch] = useState('');
  const list = useList('findings.list', { state: [state], limit: 100 });
  const items = useMemo(() => matching(list.rows, search), [list.rows, search]);
  const groups = list.first?.groups ?? [];
  const count = items.length;
  return (
    <Page title={t('findings')} width="full">
      <PageHead loud title={state === 'open' && count > 0 ? t('findingsLead', { count }) : t('findings')}>
        {t('findingsWhy')}
      </PageHead>
      <div className="list-tools">
        <SearchField label={t('finding')} value={search} onSearch={setSearch} />
        <Segmented
          label={t('state')}
          value={state}
          onChange={setState}
          choices={[
            { id: 'open', label: t('open') },
            { id: 'accepted', label: t('accepted') },
            { id: 'closed', label: t('closed') },
          ]}
        />
      </div>
      <DataTable
        label={t('findings')}
        columns={columns}
        {...list.table}
        rows={items}
        keyOf={(item) => item.id}
        nameOf={(item) => item.title}
        onOpen={(item) => void navigate({ to: '/findings/$id', params: { id: item.id } })}
        {...(state === 'open' ? { groupOf } : {})}
        problemTitle={t('couldNotRead')}
        empty={
          search === '' ? (
            <EmptyState title={t('nothingWrong')}>{t('nothingWrongWhy')}</EmptyState>
          ) : (
            <EmptyState icon="search" title={t('noMatch')} />
          )
        }
      />
      {state === 'open' && groups.some((group) => group.count > 1) ? (
        <Card title={t('oneChange')} note={t('oneChangeNote')}>
          <ul className="plain-list">
            {groups
              .filter((group) => group.count > 1)
              .slice(0, 6)
              .map((group) => (
                <li key={group.ruleId + group.causeKey}>
                  <b className="num">{number(group.count)}</b> {group.title}
                </li>
              ))}
          </ul>
        </Card>
      ) : null}
    </Page>
  );
}

const groupOf = (item: Item): string => ('title' in item.draft ? t('startHere') : t('others'));

/** What can be acted on first, each part in the order of rank; then those whose words match. */
function matching(items: readonly Item[], search: string): readonly Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => {
    const text = `${item.title} ${item.subject.source} ${item.subject.name} ${item.rule}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const canAct = (item: Item): boolean => 'title' in item.draft;
  return [...found.filter(canAct), ...found.filter((item) => !canAct(item))];
}

const columns: readonly Column<Item>[] = [
  {
    id: 'risk',
    header: t('risk'),
    width: 140,
    cell: (item) => <FoundRisk severity={item.severity} score={item.score} />,
  },
  {
    id: 'finding',
    header: t('finding'),
    cell: (item) => (
      <span className="two">
        <b>{item.title}</b>
        <span className="soft">
          <span className="mono">{item.subject.name}</span> · {item.subject.source}
        </span>
      </span>
    ),
  },
  {
    id: 'what',
    header: t('what'),
    hiddenOnPhone: true,
    cell: (item) =>
      'title' in item.draft ? (
        <span className="two">
          <span>{item.draft.title}</span>
          <Tag tone="mine" icon="spark">
            {t('canAct')}
          </Tag>
        </span>
      ) : (
        <span className="soft">{item.draft.none}</span>
      ),
  },
  {
    id: 'cause',
    header: '',
    headerHidden: true,
    width: 130,
    align: 'end',
    hiddenOnPhone: true,
    cell: (item) =>
      item.sameCause > 1 ? <span className="quiet">{t('sameCause', { count: item.sameCause })}</span> : null,
  },
];
