import { Link } from '@tanstack/react-router';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/identities.ts';
import type { IdentityPage } from './page-shape.ts';

const states = {
  open: 'proposalOpen',
  rejected: 'proposalRejected',
  planned: 'proposalPlanned',
  withdrawn: 'proposalWithdrawn',
} as const;

/** What was proposed about its findings, and what people signed about it. */
export function Decided({ page: { decided, cut } }: { readonly page: IdentityPage }) {
  return (
    <Card title={t('decided')}>
      {decided.length === 0 ? (
        <p className="soft">{t('noneDecided')}</p>
      ) : (
        <ul className="lines">
          {decided.map(({ id, title, state, createdAt, decisions, endings }) => (
            <li key={id} className="account-line">
              <Link className="link breaks" to="/proposals/$id" params={{ id }}>
                {title}
              </Link>
              <small className="soft">
                {t(states[state])} · <When at={createdAt} />
              </small>
              {decisions.map(({ entry, answer, role, signedAt }) => (
                <small key={entry}>
                  {t(answer === 'approve' ? 'approvedAs' : 'rejectedAs', { role: role.replaceAll('_', ' ') })}{' '}
                  · <When at={signedAt} />
                </small>
              ))}
              {endings.map((ending) => (
                <small key={`${ending.plan} ${ending.change}`}>
                  <End ending={ending} />
                </small>
              ))}
            </li>
          ))}
        </ul>
      )}
      {cut.decided ? <p className="quiet">{t('more')}</p> : null}
    </Card>
  );
}

type Ending = IdentityPage['decided'][number]['endings'][number];

/** How it stands with something that was given until a date; only one that is late is loud. */
function End({ ending }: { readonly ending: Ending }) {
  switch (ending.is) {
    case 'to come':
      return t.rich('ends', { when: <When key="w" at={ending.endsAt} /> });
    case 'late':
      return (
        <Tag tone="alarm" icon="clock">
          {t.rich('endLate', {
            when: <When key="w" at={ending.endsAt} />,
            count: ending.tries,
            next: <When key="n" at={ending.nextLook} />,
          })}
        </Tag>
      );
    case 'taken back':
      return t('endTakenBack');
    case 'put back':
      return t('endPutBack');
    case 'superseded':
      return t('endSuperseded');
    case 'not given':
      return t('endNotGiven');
  }
}
