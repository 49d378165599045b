import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/delegations.ts';
import { inert } from '../../text/inert.ts';

/** Where the chart of people names no manager who could answer. */
export function Managers() {
  const query = useRoute('org.problems', {});
  return (
    <Card title={t('org')}>
      <p className="soft">{t('orgWhy')}</p>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={3} />
      ) : query.data.items.length === 0 ? (
        <p>{t('orgFine', { count: query.data.people })}</p>
      ) : (
        <>
          <p>
            <b>{t('orgSome', { count: query.data.items.length, people: query.data.people })}</b>
          </p>
          <ul className="plain-list">
            {query.data.items.map(({ source, is, people }) => {
              const [first, ...rest] = people.map(({ name }) => inert(name));
              return (
                <li key={`${source} ${is} ${people.map(({ key }) => key).join(' ')}`}>
                  <span className="mono quiet">{source}</span>{' '}
                  {is === 'loop' ? (
                    <>
                      {[first, ...rest].join(', ')} {t('loop')}
                    </>
                  ) : (
                    <>
                      {first} {t(is, { who: rest.join(', ') })}
                    </>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Card>
  );
}
