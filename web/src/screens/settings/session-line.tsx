import type { RouteOutput } from '../../api/route-table.ts';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/settings.ts';
import { deviceOf, placeOf } from './device.ts';

export type SessionItem = RouteOutput<'sessions.list'>['items'][number];
export type TokenItem = RouteOutput<'tokens.list'>['items'][number];

/** A session in two lines: which device, from where and how; when it began, was seen and ends. */
export function SessionLine({ session }: { readonly session: SessionItem }) {
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

/** A token in two lines: what for and what it may; when it was used and ends. */
export function TokenLine({ token, now }: { readonly token: TokenItem; readonly now: number }) {
  const { name, scopes, usedAt, expiresAt, revokedAt } = token;
  const isOver = Date.parse(expiresAt) <= now;
  return (
    <span className="own-words">
      <span>
        <b>{name}</b> {t('may', { scopes: scopes.join(', ') })}
      </span>
      <span className="quiet">
        {usedAt === null ? t('neverUsed') : t.rich('used', { when: <When key="u" at={usedAt} /> })} ·{' '}
        {revokedAt !== null
          ? t.rich('revoked', { when: <When key="r" at={revokedAt} /> })
          : t.rich(isOver ? 'expired' : 'ends', { when: <When key="e" at={expiresAt} /> })}
      </span>
    </span>
  );
}
