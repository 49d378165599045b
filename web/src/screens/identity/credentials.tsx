import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNow } from '../../clock.ts';
import { Card } from '../../components/card.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { duration, number } from '../../text/format.ts';
import { t } from '../../text/identities.ts';
import type { Account, IdentityPage } from './page-shape.ts';

type Credential = Account['credentials'][number];

/** What it signs in with, how old each is, and when it was last used. */
export function Credentials({ page: { accounts } }: { readonly page: IdentityPage }) {
  const all = accounts.flatMap(({ item, credentials }) => credentials.map((each) => ({ item, each })));
  return (
    <Card title={t('credentials')} note={number(all.length)}>
      {all.length === 0 ? (
        <p className="soft">{t('noCredentials')}</p>
      ) : (
        <ul className="lines">
          {all.map(({ item, each }) => (
            <li key={`${each.ref.source} ${each.ref.key}`} className="account-line">
              <span className="ends">
                <Identifier short={[14, 8]}>{each.ref.name}</Identifier>
                {each.state === 'active' ? null : (
                  <Tag>{t(each.state === 'inactive' ? 'inactive' : 'credentialStateUnknown')}</Tag>
                )}
              </span>
              <span className="ends">
                <span>{t(each.credential)}</span>
                <Age since={each.since} />
              </span>
              <small className="soft">
                {used(each)}
                {each.expires === 'unknown' ? null : <> · {expiry(each.expires)}</>}
                {' · '}
                <Link className="link" to="/paths" search={{ ask: 'blast', of: each.ref.key }}>
                  {t('ifStolen')}
                </Link>
                {accounts.length > 1 ? (
                  <>
                    {' '}
                    · <span className="mono breaks">{item.name}</span>
                  </>
                ) : null}
              </small>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Age({ since }: { readonly since: string | null }) {
  const now = useNow();
  return since === null ? (
    <span className="quiet">{t('ageUnknown')}</span>
  ) : (
    <b className="num">{t('ageKnown', { age: duration(Math.max(0, now - Date.parse(since))) })}</b>
  );
}

function used({ lastUsed: at }: Credential): ReactNode {
  if (at === 'never') return t('usedNever');
  return at === 'unknown' ? t('usedUnknown') : t.rich('usedAt', { when: <When at={at} /> });
}

const expiry = (at: string): ReactNode =>
  at === 'never' ? t('expiresNever') : t.rich('expiresAt', { when: <When at={at} /> });
