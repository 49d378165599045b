import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Name } from '../../people/person.tsx';
import { t } from '../../text/delegations.ts';

/** People who approve for each other, with the cases. */
export function Rings() {
  const query = useRoute('approvers.rings', {});
  return (
    <Card title={t('rings')}>
      <p className="soft">{t('ringsWhy')}</p>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={2} />
      ) : query.data.rings.length === 0 ? (
        <p>{t('noRings', { count: query.data.approvals })}</p>
      ) : (
        query.data.rings.map(({ people, links }) => (
          <ul key={people.join(' ')} className="plain-list">
            {links.map(({ approver, requester, cases }) => (
              <li key={`${approver} ${requester}`}>
                {t.rich('ringLink', {
                  a: <Name key="a" id={approver} />,
                  b: <Name key="b" id={requester} />,
                })}
                : {t('cases', { count: cases.length })}{' '}
                {cases.slice(0, 3).map((id) => (
                  <Link key={id} to="/proposals/$id" params={{ id }} className="mono">
                    {id.slice(0, 10)}{' '}
                  </Link>
                ))}
              </li>
            ))}
          </ul>
        ))
      )}
    </Card>
  );
}
