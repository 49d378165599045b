import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/mandates.ts';
import type { Shown } from './index.tsx';
import { ObjectDialog } from './object-dialog.tsx';

export type Item = Shown['items'][number];

/** Items that somebody may still object to: before they are carried out, and while they are watched. */
const isOpenToObjection = (item: Item): boolean =>
  item.state === 'announced' ||
  item.state === 'planned' ||
  (item.state === 'done' && item.watchedUntil !== null);

/** What a mandate selected, the newest first, and objecting to it. */
export function Items({
  items,
  isStanding,
  isMore,
}: {
  readonly items: readonly Item[];
  readonly isStanding: boolean;
  readonly isMore: boolean;
}) {
  const [objected, setObjected] = useState<Item>();
  return (
    <Card title={t('items')} note={t('itemsCount', { count: items.length })}>
      {items.length === 0 ? (
        <EmptyState icon="clock" title={t('noItems')}>
          {t(isStanding ? 'noItemsWhy' : 'noItemsNotStanding')}
        </EmptyState>
      ) : (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th>{t('change')}</th>
                <th>{t('state')}</th>
                <th>{t('action')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.no}>
                  <td>
                    <span className="mandate-two">
                      <Link to="/proposals/$id" params={{ id: item.proposal }}>
                        {item.title}
                      </Link>
                      <span className="soft">
                        {(item.because ?? item.selectedBecause).replaceAll('`', '')}
                      </span>
                    </span>
                  </td>
                  <td>
                    <State item={item} />
                  </td>
                  <td>
                    {isOpenToObjection(item) ? (
                      <Button icon="hold" onPress={() => setObjected(item)}>
                        {t('object')}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isMore ? <p className="quiet">{t('more')}</p> : null}
      {objected === undefined ? null : (
        <ObjectDialog item={objected} onClose={() => setObjected(undefined)} />
      )}
    </Card>
  );
}

function State({ item }: { readonly item: Item }) {
  const isWrong = item.state === 'failed' || item.state === 'held';
  return (
    <span className="mandate-two">
      <span>
        {isWrong ? <Tag tone="attn">{t(`state_${item.state}`)}</Tag> : <Tag>{t(`state_${item.state}`)}</Tag>}
        {item.nominated ? <Tag>{t('byModel')}</Tag> : null}
      </span>
      {item.state === 'announced' ? (
        <span className="soft">{t.rich('dueAt', { when: <When at={item.dueAt} /> })}</span>
      ) : item.doneAt !== null && item.watchedUntil !== null ? (
        <span className="soft">
          {t.rich('doneAt', {
            when: <When at={item.doneAt} />,
            until: <When at={item.watchedUntil} as="date" />,
          })}
        </span>
      ) : null}
    </span>
  );
}
