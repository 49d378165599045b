import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/behaviour.ts';

type Told = RouteOutput<'changed.list'>;

/** Accounts by how unusual their last days are, each with its reasons and whether its review can follow. */
export function Changed() {
  const query = useRoute('changed.list', { limit: 50 });
  const { data } = query;
  if (query.error !== null)
    return (
      <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
    );
  if (data === undefined) return <Skeleton rows={8} />;
  if (data.looked === 0)
    return (
      <EmptyState icon="question" title={t('noLog')}>
        {t('noLogWhy')}
      </EmptyState>
    );
  return (
    <div className="stack changed">
      <h2>{data.worth === 0 ? t('changedNone') : t('changedSaid', { count: data.worth })}</h2>
      <p className="soft">
        {t('changedLooked', { count: data.looked, unknown: data.cannotTell })} {t('bitsWhy')}{' '}
        {data.isPart ? t('changedPart') : null}
      </p>
      {data.items.map((item) => (
        <Account key={`${item.account.source} ${item.account.key}`} item={item} />
      ))}
    </div>
  );
}

function Account({ item }: { readonly item: Told['items'][number] }) {
  const { account, changes, cadence } = item;
  return (
    <Card
      title={
        <Link className="link mono breaks" to="/identities/$id" params={{ id: item.ref }}>
          {account.name}
        </Link>
      }
      note={account.source}
      end={
        changes.is === 'told' ? (
          <b className="num">{t('bits', { bits: changes.bits.toFixed(1) })}</b>
        ) : (
          <Tag icon="question">{t('cannotTell')}</Tag>
        )
      }
    >
      {changes.is === 'cannot tell' ? (
        <p className="soft">{changes.why}</p>
      ) : changes.anomalies.length === 0 ? (
        <p className="soft">{t('nothingNew')}</p>
      ) : (
        <ul className="in-order">
          {changes.anomalies.map((each) => (
            <li key={`${each.kind} ${each.what}`}>
              <span className="two">
                <span className="breaks">{each.what}</span>
                <span className="soft">
                  {each.since === null ? null : (
                    <>{t.rich('since', { when: <When at={each.since} as="date" /> })} · </>
                  )}
                  {t('ordinaryIf', { what: each.ordinary })}
                </span>
              </span>
              <span className="quiet num">{t('bits', { bits: each.bits.toFixed(1) })}</span>
            </li>
          ))}
        </ul>
      )}
      {changes.is === 'told'
        ? changes.untold.map((why) => (
            <p key={why} className="quiet">
              {t('notKnown', { why })}
            </p>
          ))
        : null}
      <p className="soft">
        <b>{t('review')}:</b> {cadence.is === 'told' ? `${t(cadence.verdict)}. ` : `${t('cannotTell')}. `}
        {cadence.why}
      </p>
    </Card>
  );
}
