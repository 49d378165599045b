import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/behaviour.ts';

type Told = RouteOutput<'changed.dormant'>;

/** Groups that one person can answer for, and in which order to switch off what is in them. */
export function Dormant() {
  const query = useRoute('changed.dormant', { limit: 100 });
  const { data } = query;
  if (query.error !== null)
    return (
      <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
    );
  if (data === undefined) return <Skeleton rows={8} />;
  return (
    <div className="stack">
      {data.total === 0 ? (
        <EmptyState icon="check" title={t('dormantNone')}>
          {t('dormantNoneWhy', { days: data.dormantDays })}
        </EmptyState>
      ) : (
        <>
          <h2>
            {t('dormantSaid', {
              count: data.identities,
              days: data.dormantDays,
              groups: t('groups', { count: data.total }),
            })}
          </h2>
          <p className="soft">{t('dormantOrder')}</p>
          {data.clusters.map((cluster) => (
            <Cluster key={cluster.key} cluster={cluster} />
          ))}
          {data.total > data.clusters.length ? (
            <p className="quiet">{t('more', { count: data.total - data.clusters.length })}</p>
          ) : null}
        </>
      )}
      {data.cannotTell === 0 ? null : (
        <p className="quiet">
          {t('dormantUnknown', {
            count: data.cannotTell,
            where: data.cannotTellOf.map((each) => t('inSource', each)).join(', '),
          })}
        </p>
      )}
    </div>
  );
}

function Cluster({ cluster }: { readonly cluster: Told['clusters'][number] }) {
  const { members, system, owner, until } = cluster;
  return (
    <Card
      title={t('nIdentities', { count: members.length })}
      note={
        <span className="breaks">
          {system} · {owner === null ? t('noOwner') : t('ownedBy', { owner })} ·{' '}
          {until === null ? t('neverUsed') : t.rich('lastUsed', { when: <When at={until} as="date" /> })}
        </span>
      }
    >
      <ol className="in-order">
        {members.map(({ sleeper, harm, why }) => (
          <li key={sleeper.account.key}>
            <span className="two">
              <Link className="link mono breaks" to="/identities/$id" params={{ id: sleeper.ref }}>
                {sleeper.account.name}
              </Link>
              <span className="soft breaks">{why.join('; ')}</span>
            </span>
            <span className="quiet num">{t('harm', { points: harm })}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
