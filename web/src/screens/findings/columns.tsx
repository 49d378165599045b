import type { RouteOutput } from '../../api/route-table.ts';
import type { Column } from '../../components/data-table/index.ts';
import { FoundRisk } from '../../components/found-risk.tsx';
import { Tag } from '../../components/tag.tsx';
import { number } from '../../text/format.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/findings.ts';
import { inert } from '../../text/inert.ts';

export type Item = RouteOutput<'findings.list'>['items'][number];
export type Group = RouteOutput<'findings.groups'>['groups'][number];

export const canAct = (item: Item): boolean => 'title' in item.draft;

export const columns: readonly Column<Item>[] = [
  {
    id: 'risk',
    header: cases('risk'),
    width: 140,
    cell: (item) => <FoundRisk severity={item.severity} score={item.score} />,
  },
  {
    id: 'finding',
    header: cases('finding'),
    cell: (item) => (
      <span className="two">
        <b>{inert(item.title)}</b>
        <span className="soft">
          <span className="mono">{inert(item.subject.name)}</span> · {item.subject.source}
        </span>
      </span>
    ),
  },
  {
    id: 'what',
    header: cases('what'),
    hiddenOnPhone: true,
    cell: (item) =>
      'title' in item.draft ? (
        <span className="two">
          <span>{inert(item.draft.title)}</span>
          <Tag tone="mine" icon="spark">
            {cases('canAct')}
          </Tag>
        </span>
      ) : (
        <span className="soft">{inert(item.draft.none)}</span>
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
      item.sameCause > 1 ? (
        <span className="quiet">{cases('sameCause', { count: item.sameCause })}</span>
      ) : null,
  },
];

export const groupColumns = (header: string): readonly Column<Group>[] => [
  {
    id: 'risk',
    header: t('worst'),
    width: 140,
    cell: (group) => <FoundRisk severity={group.topSeverity} score={group.topScore} />,
  },
  {
    id: 'group',
    header,
    cell: (group) => (
      <span className="two">
        <b className="mono">{inert(group.title)}</b>
        {group.source === null ? null : <span className="soft">{group.source}</span>}
      </span>
    ),
  },
  {
    id: 'many',
    header: t('many'),
    width: 130,
    align: 'end',
    cell: (group) => <b className="num">{number(group.count)}</b>,
  },
];
