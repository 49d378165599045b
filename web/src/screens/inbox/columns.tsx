import type { RouteOutput } from '../../api/route-table.ts';
import type { Column } from '../../components/data-table/index.ts';
import { Risk } from '../../components/risk.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/inbox.ts';

export type Item = RouteOutput<'inbox.list'>['items'][number];

export const kindWord = (kind: Item['kind']): string => t(`kind_${kind}`);

export const columns: readonly Column<Item>[] = [
  {
    id: 'what',
    header: t('what'),
    cell: (item) => (
      <span className="two">
        <b>{inert(item.title)}</b>
        <span className="soft">
          {kindWord(item.kind)}
          {item.isAsked ? <> · {t('asked')}</> : null}
          {item.standsFor === undefined ? null : (
            <>
              {' '}
              · <Tag>{t.rich('standsFor', { name: <Name key="n" id={item.standsFor} /> })}</Tag>
            </>
          )}
          {item.from === undefined ? null : (
            <> · {t.rich('from', { name: <Name key="n" id={item.from} /> })}</>
          )}
        </span>
      </span>
    ),
  },
  {
    id: 'tier',
    header: t('tier'),
    width: 110,
    hiddenOnPhone: true,
    cell: (item) => <Risk level={item.tier} />,
  },
  {
    id: 'due',
    header: t('due'),
    width: 130,
    cell: (item) =>
      item.due === null ? <span className="quiet">{t('noDue')}</span> : <When at={item.due} />,
  },
];
