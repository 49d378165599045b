import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RouteOutput } from '../api/route-table.ts';
import { Card } from '../components/card.tsx';
import { Tag } from '../components/tag.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { When } from '../components/when.tsx';
import { t } from '../text/what-if.ts';
import './what-if.css';
import { Changed, Part, Rights } from './what-if-parts.tsx';

type Told = RouteOutput<'whatif.show'>['found'];
type Conflict = Told['duties']['appear']['told'][number];
type Finding = Told['findings']['open']['told'][number];

/** The result: in one line what matters, then what would break, what would meet or part, what rules would say, and whom it touches. */
export function Found({ found }: { readonly found: Told }) {
  const { breaks, duties, findings, blocked, earlier, gained, lost, unseen, unusedLost, notSupposed } = found;
  const isNothing =
    breaks.total + duties.appear.total + duties.go.total + findings.open.total + findings.close.total === 0 &&
    blocked.total + gained.length + lost.length === 0;
  return (
    <>
      <Card title={t('supposed')}>
        <ul className="plain-list">
          {found.says.map((each) => (
            <li key={each} className="breaks">
              {each}
            </li>
          ))}
        </ul>
        <ul className="what-if-sum" aria-label={t('title')}>
          {isNothing ? (
            <li>
              {t('nothing')}. <span className="quiet">{t('nothingWhy')}</span>
            </li>
          ) : (
            <>
              <Sum isBad={breaks.total > 0}>{t('summaryBreaks', { count: breaks.total })}</Sum>
              <Sum isBad={duties.appear.total > 0}>
                {t('summaryAppear', { count: duties.appear.total })},{' '}
                {t('summaryGo', { count: duties.go.total })}
              </Sum>
              <Sum isBad={findings.open.total > 0}>
                {t('summaryOpen', { count: findings.open.total })},{' '}
                {t('summaryClose', { count: findings.close.total })}
              </Sum>
              <Sum isBad={blocked.total > 0}>{t('summaryBlocked', { count: blocked.total })}</Sum>
            </>
          )}
        </ul>
        <p className="quiet">
          {t('looked', { count: found.accounts.affected })}{' '}
          {found.accounts.leftOut === 0 ? null : t('leftOut', { count: found.accounts.leftOut })}
        </p>
      </Card>
      {lost.length === 0 ? null : (
        <Card title={t('breaks')} note={t.rich('breaksNote', { from: <When key="from" at={found.from} /> })}>
          {breaks.total === 0 ? (
            <p>{t('noBreaks')}</p>
          ) : (
            <div className="scroll-x">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('account')}</th>
                    <th scope="col">{t('right')}</th>
                    <th scope="col">{t('use')}</th>
                  </tr>
                </thead>
                <tbody>
                  {breaks.told.map(({ account, right, count, last, acts }) => (
                    <tr key={`${account.source} ${account.key} ${right}`}>
                      <th scope="row">
                        {account.name} <span className="quiet">{account.source}</span>
                      </th>
                      <td className="mono breaks">{right}</td>
                      <td>
                        {t('used', { count })}
                        {last === null ? null : <>, {t.rich('last', { at: <When key="at" at={last} /> })}</>}
                        <div className="quiet mono breaks">{acts.join(', ')}</div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {unusedLost === 0 ? null : <p className="soft">{t('unused', { count: unusedLost })}</p>}
          {[...Map.groupBy(unseen, ({ account }) => `${account.source} ${account.key}`)].map(([name, of]) => (
            <Disclosure
              key={name}
              summary={t('unseenOf', {
                count: of.reduce((sum, { rights }) => sum + rights, 0),
                account: of[0]?.account.name ?? name,
              })}
            >
              <ul className="plain-list soft">
                {of.map(({ rights, because }) => (
                  <li key={because}>
                    {rights}: {because.replaceAll('`', '')}
                  </li>
                ))}
              </ul>
            </Disclosure>
          ))}
        </Card>
      )}
      {duties.appear.total + duties.go.total === 0 && duties.cannotTell === null ? null : (
        <Card title={t('duties')}>
          {duties.cannotTell === null ? null : <p>{t('dutiesUnknown', { because: duties.cannotTell })}</p>}
          <div className="what-if-two">
            <Part title={t('appear')} of={duties.appear}>
              {conflict}
            </Part>
            <Part title={t('go')} of={duties.go}>
              {conflict}
            </Part>
          </div>
        </Card>
      )}
      {findings.open.total + findings.close.total === 0 ? null : (
        <Card title={t('findings')}>
          <div className="what-if-two">
            <Part title={t('open')} of={findings.open}>
              {finding}
            </Part>
            <Part title={t('close')} of={findings.close}>
              {finding}
            </Part>
          </div>
          {findings.unknown === 0 ? null : (
            <p className="quiet">{t('unknown', { count: findings.unknown })}</p>
          )}
        </Card>
      )}
      {blocked.total === 0 ? null : (
        <Card title={t('blocked')}>
          <Part of={blocked}>
            {({ proposal, title, because }) => (
              <li key={proposal}>
                <Case id={proposal}>{title}</Case>
                <div className="soft breaks">{because}</div>
              </li>
            )}
          </Part>
        </Card>
      )}
      <Rights title={t('lost')} of={lost} />
      <Rights title={t('gained')} of={gained} />
      {earlier.total === 0 ? null : (
        <Card title={t('earlier')}>
          <Part of={earlier}>
            {({ proposal, title, is, at }) => (
              <li key={proposal}>
                <Case id={proposal}>{title}</Case> <span className="soft">{is}</span> <When at={at} />
              </li>
            )}
          </Part>
        </Card>
      )}
      {found.about === 'bundle' ? <Changed changes={found.changes} /> : null}
      {notSupposed.length === 0 ? null : (
        <Card title={t('notSupposed')}>
          <ul className="plain-list">
            {notSupposed.map(({ says, because }) => (
              <li key={`${says} ${because}`} className="breaks">
                {says}: {because.replaceAll('`', '')}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

const Sum = ({ isBad, children }: { readonly isBad: boolean; readonly children: ReactNode }) => (
  <li className={isBad ? 'bad' : undefined}>{children}</li>
);

/** How much it weighs, in a word. */
const Severity = ({ of }: { readonly of: Finding['severity'] }) =>
  of === 'critical' || of === 'high' ? (
    <Tag tone={of === 'critical' ? 'alarm' : 'attn'}>{severityWords[of]}</Tag>
  ) : (
    <Tag>{severityWords[of]}</Tag>
  );

const severityWords = {
  critical: t('critical'),
  high: t('high'),
  medium: t('medium'),
  low: t('low'),
  info: t('info'),
} as const;

const Case = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <Link to="/proposals/$id" params={{ id }}>
    {children}
  </Link>
);

const conflict = ({ rule, title, severity, identity, duties, isSure, answeredFor }: Conflict) => (
  <li key={`${rule} ${identity.source} ${identity.key} ${isSure}`}>
    <Severity of={severity} /> {title}
    <div className="soft">
      {t('has', { identity: identity.name, duties: duties.map((duty) => `“${duty}”`).join(', ') })}
      {isSure ? null : <>, {t('depends')}</>}
      {answeredFor === null ? null : (
        <>
          ;{' '}
          {t.rich('answered', {
            owner: answeredFor.owner,
            until: <When key="until" at={answeredFor.until} />,
          })}
        </>
      )}
    </div>
  </li>
);

const finding = ({ id, title, severity, account }: Finding) => (
  <li key={id}>
    <Severity of={severity} /> {title}
    <div className="soft">
      {account.name} <span className="quiet">{account.source}</span>
    </div>
  </li>
);
