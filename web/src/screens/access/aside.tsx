import type { ReactNode } from 'react';
import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/access.ts';
import { DecidedBy, DependsOn } from './columns.tsx';
import type { AnswerPage } from './use-answer.ts';

/** Who holds it not: those from whom something takes it, and those to whom only what was not read could give it. */
export function Aside({ denied, open, openOn }: Pick<AnswerPage, 'denied' | 'open' | 'openOn'>) {
  return (
    <>
      {denied === undefined || denied.total === 0 ? null : (
        <Accounts
          said={t('denied', { count: denied.total })}
          why={t('deniedWhy')}
          total={denied.total}
          told={denied.told.map(({ account, decidedBy }) => ({
            account,
            because: <DecidedBy statements={decidedBy} />,
          }))}
        />
      )}
      {open === undefined || open.total === 0 ? null : (
        <Accounts
          said={t('open', { count: open.total })}
          why={t('openWhy')}
          total={open.total}
          told={open.told.map(({ account, dependsOn }) => ({
            account,
            because: <DependsOn on={dependsOn} />,
          }))}
        />
      )}
      {openOn === undefined || openOn.total === 0 ? null : (
        <Accounts
          said={t('openOn', { count: openOn.total })}
          why={t('openWhy')}
          total={openOn.total}
          told={openOn.told.map(({ account, dependsOn }) => ({
            account,
            because: <DependsOn on={dependsOn} />,
          }))}
        />
      )}
    </>
  );
}

type Account = NonNullable<AnswerPage['denied']>['told'][number]['account'];

function Accounts({
  said,
  why,
  total,
  told,
}: {
  readonly said: string;
  readonly why: string;
  readonly total: number;
  readonly told: readonly { readonly account: Account; readonly because: ReactNode }[];
}) {
  return (
    <Disclosure summary={said}>
      <p className="soft">{why}</p>
      <ul className="lines">
        {told.map(({ account, because }) => (
          <li key={`${account.source} ${account.key}`} className="breaks">
            <b className="mono">{account.name}</b>{' '}
            <span className="soft">
              {account.source} · <span className="mono">{account.key}</span>
            </span>
            {because}
          </li>
        ))}
      </ul>
      {total > told.length ? <p className="quiet">{t('asideMore', { count: total - told.length })}</p> : null}
    </Disclosure>
  );
}
