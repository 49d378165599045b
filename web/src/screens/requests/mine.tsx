import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/requests.ts';

type One = RouteOutput<'requests.mine'>['items'][number];

/** What whoever is signed in asked for, newest first, and how each stands. */
export function Mine() {
  const query = useRoute('requests.mine', {});
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('mineFailed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={3} />;
  const { items } = query.data;
  return (
    <Card title={t('mine')}>
      {items.length === 0 ? (
        <p className="quiet">{t('mineNone')}</p>
      ) : (
        <ul className="plain-list request-mine">
          {items.map((one) => (
            <li key={one.id}>
              <b>{one.title}</b>
              <span className="quiet">
                <Standing one={one} />
                {one.endsAt === null || one.state !== 'planned' ? null : (
                  <> · {t.rich('endsAt', { when: <When key="w" at={one.endsAt} /> })}</>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Standing({ one }: { readonly one: One }) {
  switch (one.state) {
    case 'open':
      return one.askedSince === null ? (
        <>
          {t('open')} · {t('approvals', { count: one.approvals })}
        </>
      ) : (
        <>{t.rich('openAsked', { when: <When key="w" at={one.askedSince} /> })}</>
      );
    case 'rejected':
      return (
        <>
          {one.refusedBecause === null
            ? t('rejected')
            : t('rejectedBecause', { because: one.refusedBecause })}
        </>
      );
    case 'withdrawn':
      return <>{t('withdrawn')}</>;
    case 'planned':
      return <>{one.given === 'given' ? t('given') : one.given === 'over' ? t('over') : t('planned')}</>;
  }
}
