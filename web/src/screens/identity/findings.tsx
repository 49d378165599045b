import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { FoundRisk } from '../../components/found-risk.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/identities.ts';
import type { IdentityPage } from './page-shape.ts';

type Finding = IdentityPage['findings'][number];

/** What rules found about it, open ones first; what was accepted or closed stays, with when. */
export function Findings({ page: { findings, cut, accounts } }: { readonly page: IdentityPage }) {
  const open = findings.filter(({ state }) => state.is === 'open').length;
  return (
    <Card title={t('findings')} note={t('openCount', { count: open })}>
      {findings.length === 0 ? (
        <p className="soft">{t('noFindings')}</p>
      ) : (
        <ul className="lines">
          {findings.map((finding) => (
            <li key={finding.id} className="finding-line">
              <span className="finding-risk">
                <FoundRisk severity={finding.severity} score={finding.score} />
              </span>
              <span className="two-lines">
                <Link className="medium breaks" to="/findings/$id" params={{ id: finding.id }}>
                  {finding.title}
                </Link>
                <small className="soft">
                  {stateOf(finding)}
                  {accounts.length > 1 ? (
                    <>
                      {' '}
                      · <span className="mono breaks">{finding.account}</span>
                    </>
                  ) : null}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
      {cut.findings ? <p className="quiet">{t('more')}</p> : null}
    </Card>
  );
}

function stateOf({ state }: Finding): ReactNode {
  switch (state.is) {
    case 'open':
      return (
        <>
          {t('open')} · <When at={state.since} />
        </>
      );
    case 'accepted':
      return t.rich('acceptedUntil', { when: <When at={state.until} as="date" /> });
    case 'closed':
      return t.rich('closedAt', { when: <When at={state.at} /> });
  }
}
