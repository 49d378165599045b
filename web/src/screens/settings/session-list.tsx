import type { ReactNode } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/settings.ts';
import { deviceOf, placeOf } from './device.ts';

type SessionItem = RouteOutput<'sessions.list'>['items'][number];

/** Sessions, and the way to end each but this one; `whose` says before it whose it is. */
export function SessionList<Item extends SessionItem>({
  items,
  whose,
  isBusy,
  onEnd,
}: {
  readonly items: readonly Item[];
  readonly whose?: (session: Item) => ReactNode;
  readonly isBusy: boolean;
  readonly onEnd: (id: string) => void;
}) {
  return (
    <ul className="own-list">
      {items.map((session) => (
        <li key={session.id}>
          {whose === undefined ? null : <span className="own-of">{whose(session)}</span>}
          <SessionLine session={session} />
          {session.current ? null : (
            <Button isDisabled={isBusy} onPress={() => onEnd(session.id)}>
              {t('end')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A session in two lines: which device, from where and how; when it began, was seen and ends. */
function SessionLine({ session }: { readonly session: SessionItem }) {
  const { agent, address, how, createdAt, seenAt, expiresAt, current } = session;
  return (
    <span className="own-words">
      <span title={agent}>
        <b>{deviceOf(agent)}</b> {placeOf(address)}, {t(`how_${how}`)}{' '}
        {current ? <Tag tone="mine">{t('current')}</Tag> : null}
      </span>
      <span className="quiet">
        {t.rich('began', { when: <When key="b" at={createdAt} /> })} ·{' '}
        {t.rich('seen', { when: <When key="s" at={seenAt} /> })} ·{' '}
        {t.rich('ends', { when: <When key="e" at={expiresAt} /> })}
      </span>
    </span>
  );
}
