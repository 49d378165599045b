import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/nature.ts';
import type { IdentityPage } from './page-shape.ts';
import { Provenance } from './provenance.tsx';

type Natures = RouteOutput<'identities.nature'>['accounts'];
export type Judged = NonNullable<Natures[number]['judged']>;

/** How it works and where it comes from, each with what it was judged from. Logs say it as it is now, and not of a moment before. */
export function NatureAndProvenance({ page, id }: { readonly page: IdentityPage; readonly id: string }) {
  const isShown = page.at === null && page.accounts.length > 0;
  const query = useRoute('identities.nature', { identity: id }, { enabled: isShown });
  if (!isShown) return null;
  if (query.error !== null)
    return (
      <Card title={t('nature')}>
        <ErrorState problem={query.error} title={t('couldNot')} onRetry={() => void query.refetch()} />
      </Card>
    );
  if (query.data === undefined)
    return (
      <Card title={t('nature')}>
        <Skeleton rows={3} />
      </Card>
    );
  const { accounts } = query.data;
  const judged = accounts.flatMap(({ account, judged: each }) =>
    each === null ? [] : [{ name: account.name, key: `${account.source} ${account.key}`, judged: each }],
  );
  const isOne = accounts.length === 1;
  if (judged.length === 0) return <NoLog />;
  return (
    <>
      <Card title={t('nature')} note={t('natureNote')}>
        <ul className="lines">
          {judged.map(({ name, key, judged: each }) => (
            <li key={key} className="account-line">
              {isOne ? null : <span className="mono breaks">{name}</span>}
              <Nature judged={each} />
            </li>
          ))}
        </ul>
      </Card>
      {judged.map(({ name, key, judged: each }) => (
        <Provenance key={key} provenance={each.provenance} {...(isOne ? {} : { name })} />
      ))}
    </>
  );
}

function NoLog() {
  return (
    <Card title={t('nature')}>
      <p className="soft">
        {t('noLog')}{' '}
        {t.rich('addLog', {
          command: (
            <span key="c" className="mono breaks">
              countersign activity add
            </span>
          ),
        })}
      </p>
    </Card>
  );
}

function Nature({ judged: { nature, from, until, logs } }: { readonly judged: Judged }) {
  return (
    <>
      <b>{t(nature.nature ?? (nature.worksLike === 'person' ? 'person' : 'notKnown'))}</b>
      <span className="breaks">{nature.because}</span>
      <small className="soft breaks">
        {t.rich('window', {
          from: <When key="f" at={from} as="date" />,
          until: <When key="u" at={until} as="date" />,
          logs: logs.join(', '),
        })}
      </small>
      <Disclosure summary={t('measured')}>
        <ul className="lines">
          {nature.measures.map(({ what, value }) => (
            <li key={what} className="breaks">
              <span className="quiet">{what}</span> {value}
            </li>
          ))}
        </ul>
      </Disclosure>
    </>
  );
}
