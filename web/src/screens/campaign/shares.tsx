import { ShareBar } from '../../components/charts.tsx';
import { Card } from '../../components/card.tsx';
import { t } from '../../text/campaigns.ts';
import { inert } from '../../text/inert.ts';
import type { Shown } from './index.tsx';

/** Who was asked for how much, the most first: how much there was to do, never how well it was done. */
export function Shares({ shares, more }: { readonly shares: Shown['shares']; readonly more: number }) {
  const most = Math.max(1, ...shares.map(({ items }) => items));
  const shown = shares.slice(0, 20);
  const rest = shares.length - shown.length + more;
  return (
    <Card title={t('asked')}>
      <p className="quiet">{t('askedWhy')}</p>
      <ul className="share-list">
        {shown.map(({ seat, reviewer, items }) => (
          <li key={`${seat} ${reviewer?.source ?? ''} ${reviewer?.key ?? ''}`}>
            <span className="two">
              <span>{reviewer === null ? t('nobody') : inert(reviewer.name)}</span>
              {reviewer?.canSign === false ? <span className="soft">{t('cannotSign')}</span> : null}
            </span>
            <ShareBar share={items / most} label={t('ofItems', { count: items })} />
            <span className="num">{t('ofItems', { count: items })}</span>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="quiet">{t('moreShares', { count: rest })}</p> : null}
    </Card>
  );
}
