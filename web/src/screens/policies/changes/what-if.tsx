import { Link } from '@tanstack/react-router';
import type { RouteOutput } from '../../../api/route-table.ts';
import { Found } from '../../../cases/what-if-found.tsx';
import { Callout } from '../../../components/callout.tsx';
import { When } from '../../../components/when.tsx';
import { Name } from '../../../people/person.tsx';
import { actWords, plain, subjectWords } from '../../../text/policies.ts';
import { t } from '../../../text/policy-changes.ts';

type Simulated = RouteOutput<'law.simulate'>['found'];
type Flip = Pick<Simulated['past']['groups'][number], 'kind' | 'adds' | 'drops' | 'by'>;

/** What other policies would have answered to what was decided, and would answer in open cases: what is denied comes first. */
export function WhatIf({ found: { past, cases, rules, from } }: { readonly found: Simulated }) {
  return (
    <div className="stack">
      {past.erring === 0 ? null : (
        <Callout tone="alarm">
          <p>{t('erring', { count: past.erring })}</p>
          <ul className="plain-list">
            {past.errors.map(({ input, because }) => (
              <li key={input}>{because}</li>
            ))}
          </ul>
        </Callout>
      )}
      <p>
        {t.rich('whatIfLine', {
          count: past.judged,
          from: <When key="f" at={from} />,
          flipped: past.flipped,
        })}{' '}
        {past.judged === 0 ? t('nothingDecided') : past.flipped === 0 ? t('allSame') : null}
      </p>
      {past.groups.length === 0 ? null : (
        <div className="scroll-x">
          <table className="what-if">
            <thead>
              <tr>
                <th scope="col">{t('count')}</th>
                <th scope="col">{t('act')}</th>
                <th scope="col">{t('answer')}</th>
                <th scope="col">{t('needs')}</th>
                <th scope="col">{t('who')}</th>
              </tr>
            </thead>
            <tbody>
              {past.groups.map((group) => (
                <tr
                  key={JSON.stringify([
                    group.action,
                    group.act,
                    group.subject,
                    group.tier,
                    group.from,
                    group.to,
                    group.adds,
                    group.drops,
                  ])}
                >
                  <td className="num">{group.count}</td>
                  <th scope="row">
                    {t('tierOf', {
                      act: actWords[group.act] ?? group.act,
                      subject: subjectWords[group.subject] ?? group.subject,
                      tier: group.tier ?? t('unknownTier'),
                    })}
                  </th>
                  <td className={`flip-${group.kind}`}>{t(group.kind)}</td>
                  <td>
                    <Why flip={group} />
                  </td>
                  <td>
                    {group.people.map(({ id, count }, at) => (
                      <span key={id}>
                        {at === 0 ? '' : ', '}
                        <Name id={id} /> ({count})
                      </span>
                    ))}{' '}
                    {group.others === 0 ? null : t('others', { count: group.others })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {past.groupsLeftOut === 0 ? null : (
        <p className="soft">{t('leftOut', { count: past.groupsLeftOut })}</p>
      )}
      <h3>{t('cases')}</h3>
      <p>{t('casesLine', { count: cases.judged, changed: cases.changed.length })}</p>
      <ul className="policy-differences">
        {cases.changed.map((each) => (
          <li key={each.proposal}>
            <Link to="/proposals/$id" params={{ id: each.proposal }}>
              {each.title}
            </Link>{' '}
            <span className={`flip-${each.kind}`}>{t(each.kind)}</span>
            {each.isDecided ? <span className="soft"> · {t('decided')}</span> : null}
            <div>
              <Why flip={each} />
            </div>
          </li>
        ))}
      </ul>
      {cases.unjudged.length === 0 ? null : (
        <p className="soft">{t('unjudged', { count: cases.unjudged.length })}</p>
      )}
      {cases.leftOut === 0 ? null : <p className="soft">{t('casesLeftOut', { count: cases.leftOut })}</p>}
      {rules?.lives === undefined || rules.lives === null ? null : (
        <>
          <h3>{t('livesRules')}</h3>
          <p>
            {t('livesLine', { count: rules.lives.people, gets: rules.lives.gets, loses: rules.lives.loses })}
          </p>
          <ul className="policy-differences">
            {rules.lives.told.map(({ person, name, gets, loses }) => (
              <li key={person}>
                {name} <span className="quiet">{person}</span>
                {gets.map((gift) => (
                  <div key={gift}>+ {gift}</div>
                ))}
                {loses.map((gift) => (
                  <div key={gift}>− {gift}</div>
                ))}
              </li>
            ))}
          </ul>
        </>
      )}
      {rules?.duties === undefined || rules.duties === null ? null : (
        <>
          <h3>{t('dutiesRules')}</h3>
          <Found found={rules.duties} />
        </>
      )}
    </div>
  );
}

/** What is needed more or less, and the policies that make the difference. */
function Why({ flip: { adds, drops, by } }: { readonly flip: Flip }) {
  return (
    <>
      {adds.map((need) => (
        <div key={need}>+ {plain(need)}</div>
      ))}
      {drops.map((need) => (
        <div key={need}>− {plain(need)}</div>
      ))}
      <small className="quiet mono">{by.join(', ')}</small>
    </>
  );
}
