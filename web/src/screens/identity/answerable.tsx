import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Facts } from '../../components/facts.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/identities.ts';
import type { Account, IdentityPage } from './page-shape.ts';

type Who = IdentityPage['identity']['owner'];

/** Who answers for it, and what its source says about it. What nobody said is “Not known”. */
export function Answerable({ page, account }: { readonly page: IdentityPage; readonly account?: Account }) {
  const { identity, person } = page;
  const asked: [string, ReactNode][] = [];
  if (person !== null) asked.push([t('person'), <Somebody key="p" name={person.name} to={person.ref} />]);
  if (identity.kind !== 'person')
    asked.push(
      [t('owner'), <Answers key="o" who={identity.owner} isPast={page.at !== null} />],
      [t('sponsor'), <Answers key="s" who={identity.sponsor} isPast={page.at !== null} />],
    );
  if (account !== undefined && account.because !== null) asked.push([t('because'), account.because]);
  const attributes = Object.entries(account?.attributes ?? {});
  return (
    <Card title={asked.length === 0 ? t('about') : t('answerable')}>
      <Facts
        rows={[
          ...asked,
          [t('source'), identity.source],
          [t('key'), <Identifier key="k">{identity.key}</Identifier>],
          ...(identity.entity === 'account'
            ? ([[t('created'), <When key="c" at={identity.createdAt} />]] as const)
            : []),
          ...(account === undefined ? [] : told(account)),
        ]}
      />
      {attributes.length === 0 ? null : (
        <Disclosure summary={t('attributes')}>
          <Facts
            rows={attributes.map(([name, value]) => [
              name,
              <span key={name} className="breaks">
                {value}
              </span>,
            ])}
          />
        </Disclosure>
      )}
    </Card>
  );
}

function told(account: Account): readonly (readonly [string, ReactNode])[] {
  return [
    [t('interactive'), yesOrNo(account.interactive)],
    [t('mfa'), yesOrNo(account.mfa)],
    ...(account.expiresAt === null
      ? []
      : ([[t('expires'), <When key="e" at={account.expiresAt} />]] as const)),
    [t('asOf'), <When key="a" at={account.observedAt} />],
  ];
}

const yesOrNo = (said: boolean | null): ReactNode =>
  said === null ? <span className="quiet">{t('notKnown')}</span> : said ? t('yes') : t('no');

function Answers({ who, isPast }: { readonly who: Who; readonly isPast: boolean }) {
  if (who === null) return <span className="quiet">{t('notKnown')}</span>;
  // nobody was looked for then
  if (isPast && who.ref === undefined) return <span className="breaks">{who.stated}</span>;
  if (who.ref === undefined || who.name === undefined)
    return <Tag tone="attn">{t('nobodyFound', { stated: who.stated })}</Tag>;
  return (
    <>
      <Somebody name={who.name} to={who.ref} />{' '}
      {who.state === 'left' ? <Tag tone="attn">{t('stateLeft')}</Tag> : null}
    </>
  );
}

function Somebody({ name, to }: { readonly name: string; readonly to: string }) {
  return (
    <Link className="link" to="/identities/$id" params={{ id: to }}>
      {name}
    </Link>
  );
}
