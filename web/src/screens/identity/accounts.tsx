import { Link } from '@tanstack/react-router';
import { Card } from '../../components/card.tsx';
import { FoundRisk } from '../../components/found-risk.tsx';
import { Tag } from '../../components/tag.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/identities.ts';
import type { IdentityPage } from './page-shape.ts';
import { stateWord } from './state-word.ts';

/** The accounts that were found to be a person's, and why they are taken to be. */
export function Accounts({ page: { identity, accounts } }: { readonly page: IdentityPage }) {
  const isCut = identity.accounts > accounts.length;
  return (
    <Card
      title={t('accounts')}
      note={
        isCut
          ? t('accountsCut', { shown: accounts.length, total: number(identity.accounts) })
          : number(accounts.length)
      }
    >
      {accounts.length === 0 ? (
        <p className="soft">{t('noAccounts')}</p>
      ) : (
        <ul className="lines">
          {accounts.map(({ item, because }) => (
            <li key={item.ref} className="account-line">
              <span className="ends">
                <Link className="link mono breaks" to="/identities/$id" params={{ id: item.ref }}>
                  {item.name}
                </Link>
                {item.severity === null ? null : <FoundRisk severity={item.severity} score={item.score} />}
              </span>
              <small className="soft breaks">
                {item.source}
                {because === null ? '' : ` · ${because}`}
              </small>
              {item.state === 'active' && !item.privileged ? null : (
                <span className="tags">
                  {item.state === 'active' ? null : <Tag>{stateWord(item.state)}</Tag>}
                  {item.privileged ? <Tag>{t('privileged')}</Tag> : null}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
