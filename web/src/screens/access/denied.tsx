import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/access.ts';
import { DecidedBy } from './columns.tsx';
import type { AnswerPage } from './use-answer.ts';

/** Who cannot although a policy of their own allows it, and what takes it from them. */
export function Denied({ denied }: { readonly denied: AnswerPage['denied'] }) {
  if (denied === undefined || denied.total === 0) return null;
  const { total, told } = denied;
  return (
    <Disclosure summary={t('denied', { count: total })}>
      <p className="soft">{t('deniedWhy')}</p>
      <ul className="lines">
        {told.map(({ account, decidedBy }) => (
          <li key={`${account.source} ${account.key}`} className="breaks">
            <b className="mono">{account.name}</b>{' '}
            <span className="soft">
              {account.source} · <span className="mono">{account.key}</span>
            </span>
            <DecidedBy statements={decidedBy} />
          </li>
        ))}
      </ul>
      {total > told.length ? (
        <p className="quiet">{t('deniedMore', { count: total - told.length })}</p>
      ) : null}
    </Disclosure>
  );
}
