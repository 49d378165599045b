import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { Icon } from '../../components/icon.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { Name, People } from '../../people/person.tsx';
import { useNames } from '../../people/use-name.ts';
import { actWords, plain, t } from '../../text/policies.ts';
import { PolicyEntry } from './policy-entry.tsx';

type Answer = RouteOutput<'policies.test'>;

/** The answer: what it is, what is missing, whose signatures would do, which policies decided, and on which facts. */
export function CaseAnswer({ answer }: { readonly answer: Answer }) {
  const { verdict } = answer;
  return (
    <>
      <Card title={t('answer')} end={<VerdictMark verdict={verdict.outcome} />}>
        <p className="prose">
          <b>{answer.changesInWords.join('. ')}.</b>{' '}
          {verdict.outcome === 'permit'
            ? t('wouldPermit')
            : verdict.outcome === 'requestable'
              ? t('wouldNotYet')
              : t('wouldDeny')}
        </p>
        {verdict.outcome === 'deny' ? <p className="prose">{verdict.because}</p> : null}
        {answer.missing.length === 0 ? null : (
          <div>
            <h3>{t('missingTitle')}</h3>
            <ul className="checklist">
              {answer.missing.map(({ need, says }) => (
                <li key={need} className="missing">
                  <Icon name="arrow" />
                  <b>{says}</b>
                </li>
              ))}
            </ul>
          </div>
        )}
        {verdict.outcome === 'requestable' ? <Ways ways={answer.ways} /> : null}
        <Worths worths={[...answer.signatures, ...answer.others]} />
      </Card>
      {answer.deciding.length === 0 ? null : (
        <Card title={t('decided', { count: answer.deciding.length })} bare>
          <div className="policies in-card">
            {answer.deciding.map((policy) => (
              <PolicyEntry key={policy.id} policy={policy} />
            ))}
          </div>
        </Card>
      )}
      <Card title={t('factsTitle')}>
        {answer.facts.map((facts) => (
          <Facts key={facts.act} rows={factRows(facts, answer)} />
        ))}
      </Card>
    </>
  );
}

function Ways({ ways }: { readonly ways: Answer['ways'] }) {
  const names = useNames([...new Set(ways.flat())]);
  const nameOf = (id: string): string => names.get(id) ?? id.slice(0, 12);
  return (
    <div>
      <h3>{t('waysTitle')}</h3>
      {ways.length === 0 ? <p className="soft">{t('noWay')}</p> : null}
      <ul className="plain-list">
        {ways.map((way) => {
          const [name = '', other] = way;
          return (
            <li key={way.join()}>
              {other === undefined
                ? t('wayAlone', { name: nameOf(name) })
                : t('wayBoth', { name: nameOf(name), other: nameOf(other) })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Worths({ worths }: { readonly worths: Answer['signatures'] }) {
  return (
    <div>
      <h3>{t('worthTitle')}</h3>
      <ul className="plain-list">
        {worths.map(({ person, keyFingerprint, assurance, roles, because }) => (
          <li key={keyFingerprint}>
            <b>
              <Name id={person} />
            </b>{' '}
            <span className="quiet">{t(assurance === 'passkey' ? 'withPasskey' : 'withKey')}</span>{' '}
            {roles.length > 0
              ? t('countsAs', { roles: roles.map(plain).join(', ') })
              : t('countsNot', { why: because.length > 0 ? because.join(' ') : t('noRoleHere') })}
          </li>
        ))}
      </ul>
    </div>
  );
}

const hour = 3600;

function factRows(facts: Answer['facts'][number], answer: Answer): Parameters<typeof Facts>[0]['rows'] {
  const { interest } = facts;
  const hours = Math.floor(answer.factsAgeSeconds / hour);
  return [
    [t('kindOfAct'), actWords[facts.act] ?? facts.act],
    [t('kindOfSubject'), plain(facts.subject)],
    [t('tierNow'), facts.tier ?? t('unknownTier')],
    [t('reduces'), facts.reduces ? t('yes') : t('no')],
    [t('reversible'), facts.reversible ? t('yes') : t('no')],
    [
      t('interest'),
      interest === null ? (
        t('interestUnknown')
      ) : (
        <People
          key="i"
          ids={[...new Set([...interest.requester, ...interest.beneficiary, ...interest.steward])]}
          none={t('interestNobody')}
        />
      ),
    ],
    [t('evidence'), answer.evidence.length === 0 ? t('none') : answer.evidence.map(plain).join(', ')],
    [t('age'), hours === 0 ? t('agoFresh') : t('agoHours', { count: hours })],
  ];
}
