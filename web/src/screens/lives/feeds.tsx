import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/lives.ts';

/** The sources that tell of people’s lives, and when they were looked at. */
export function Feeds({ feeds }: { readonly feeds: RouteOutput<'lifecycle.timeline'>['feeds'] }) {
  if (feeds.length === 0) return null;
  return (
    <Card title={t('feeds')}>
      <ul className="plain-list">
        {feeds.map(({ source, lookedAt, nextAt }) => (
          <li key={source}>
            <span className="mono">{source}</span>{' '}
            <span className="soft">
              {lookedAt === null ? t('feedNever') : t.rich('feedLooked', { when: <When at={lookedAt} /> })}
              {nextAt === null ? null : <>; {t.rich('feedNext', { when: <When at={nextAt} as="date" /> })}</>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
