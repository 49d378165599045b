import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/activity.ts';
import { number } from '../../text/format.ts';

const most = 20;

/** Who acted in a log and stands in no source: what nobody governs, or what is not read. */
export function UnknownActors() {
  const query = useRoute('activity.unknown', { limit: most });
  if (query.data === undefined || query.data.items.length === 0) return null;
  const { items, total } = query.data;
  return (
    <Card title={t('unknownTitle')} note={number(total.count)}>
      <p className="soft">{t('unknownWhy')}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="unknown-actors" tabIndex={0} role="group" aria-label={t('unknownTitle')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('actor')}</th>
              <th scope="col">{t('log')}</th>
              <th scope="col" className="right">
                {t('holds')}
              </th>
              <th scope="col">{t('lastSeen')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ name, kind, key, log, events, last, why }) => (
              <tr key={`${log} ${key}`} title={why}>
                <td>
                  <span className="mono breaks">{name}</span> <span className="soft">{kind}</span>
                </td>
                <td>{log}</td>
                <td className="right num">{number(events)}</td>
                <td>
                  <When at={last} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total.count > items.length ? (
        <p className="quiet">{t('unknownMore', { count: total.count - items.length })}</p>
      ) : null}
    </Card>
  );
}
