import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/activity.ts';
import { DayPlot } from './day-plot.tsx';
import { HourPlot } from './hour-plot.tsx';
import { NameList, type ListedAspect } from './name-list.tsx';
import './did.css';

type Account = RouteOutput<'activity.profile'>['accounts'][number];
export type Seen = NonNullable<Account['seen']>;

/** What it did as far as logs say: when, what, on what, from where; and what no log says. */
export function Did({ identity }: { readonly identity: string }) {
  const query = useRoute('activity.profile', { identity, names: 12 });
  const total = query.data?.accounts.reduce((sum, { seen }) => sum + (seen?.whole.events ?? 0), 0);
  const isTold = query.data?.accounts.some(({ seen }) => seen !== null) === true;
  return (
    <Card
      title={t('did')}
      note={total === undefined ? undefined : isTold ? t('events', { count: total }) : t('notTold')}
    >
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={4} />
      ) : (
        <div className="did">
          {query.data.accounts.map((each) => (
            <OfAccount
              key={`${each.account.source} ${each.account.key}`}
              of={each}
              isOne={query.data.accounts.length === 1}
            />
          ))}
        </div>
      )}
    </Card>
  );
}

function OfAccount({
  of: { account, seen, joined },
  isOne,
}: {
  readonly of: Account;
  readonly isOne: boolean;
}) {
  return (
    <section className="did-account">
      {isOne ? null : (
        <h3 className="did-name">
          <span className="mono breaks">{account.name}</span> <span className="soft">{account.source}</span>
        </h3>
      )}
      {seen === null ? (
        <p className="soft">
          {t('noLog')}{' '}
          <Link className="link" to="/sources">
            {t('addLog')}
          </Link>
        </p>
      ) : (
        <>
          <p className="soft">
            {t.rich('covered', {
              from: <When key="f" at={seen.from} as="date" />,
              until: <When key="u" at={seen.until} as="date" />,
            })}{' '}
            {t('byLogs', { logs: seen.logs.map(({ name }) => name).join(', ') })}
          </p>
          {seen.whole.events === 0 ? <p>{t('nothing')}</p> : <Told seen={seen} joined={joined} />}
        </>
      )}
    </section>
  );
}

function Told({ seen, joined }: { readonly seen: Seen; readonly joined: Account['joined'] }) {
  const { whole, recent, recentDays } = seen;
  const list = (aspect: ListedAspect, untold = 0) => (
    <NameList key={aspect} aspect={aspect} seen={seen} untold={untold} />
  );
  return (
    <>
      <p>
        {t('events', { count: whole.events })} · {t('recentOf', { count: recent.events, days: recentDays })}
        {whole.outcomes.failure === 0 ? null : <> · {t('failed', { count: whole.outcomes.failure })}</>}
        {whole.undated === 0 ? null : <> · {t('undated', { count: whole.undated })}</>}
      </p>
      <div className="did-plots">
        <DayPlot seen={seen} />
        <HourPlot hours={whole.hoursOfWeek} />
      </div>
      <div className="did-lists">
        {list('actions')}
        {list('targets', whole.untold.targets)}
        {list('networks', whole.untold.networks)}
        {list('clients', whole.untold.clients)}
        {list('credentials', whole.untold.credentials)}
        {list('provenances')}
        {list('onBehalfOf')}
        {list('models')}
        {list('denied')}
      </div>
      <ul className="quiet did-joined">
        {joined.map(({ log, actor, because }) => (
          <li key={`${log} ${actor}`} className="breaks">
            {t('asActor', { actor, log, because })}
          </li>
        ))}
      </ul>
    </>
  );
}
