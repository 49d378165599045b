import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/justify.ts';
import { Aspects } from './aspects.tsx';
import { grantsIn, keyOf, type Account, type Group } from './shape.ts';

const mostShown = 8;

/** Rights of which the same decides, worst first: why, and the one thing to do about all of them. */
export function Groups({ account }: { readonly account: Account }) {
  if (account.groups.length === 0) return null;
  return (
    <Card title={t('verdicts')}>
      <ol className="lines">
        {account.groups.map((group) => (
          <li key={`${group.verdict} ${group.deciding.join(' ')}`}>
            <GroupLine account={account} group={group} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function GroupLine({ account, group }: { readonly account: Account; readonly group: Group }) {
  const grants = grantsIn(account, group);
  const [first] = grants;
  if (first === undefined) return null;
  const { said } = first.justification;
  const decides = said.filter(({ aspect }) => group.deciding.includes(aspect));
  return (
    <div className="stack-s">
      <p className="group-head">
        <VerdictTag verdict={group.verdict} /> <b>{t('rights', { count: group.count })}</b>
      </p>
      {decides.length === 0 ? null : (
        <ul className="deciding">
          {decides.map(({ aspect, text }) => (
            <li key={aspect} className="breaks">
              <span className="label">{t(aspect)}</span> {text}
            </li>
          ))}
        </ul>
      )}
      <p className="deciding-next">
        <span className="label">{t('next')}</span> {nextOf(group)}
      </p>
      <Disclosure summary={t('show', { count: group.count })}>
        <div className="stack">
          <ul className="lines">
            {grants.slice(0, mostShown).map((grant) => (
              <li key={keyOf(grant)} className="mono breaks">
                {grant.entitlement?.name ?? t('everything')}
              </li>
            ))}
            {grants.length > mostShown ? (
              <li className="soft">{t('andMore', { count: grants.length - mostShown })}</li>
            ) : null}
          </ul>
          <div className="stack-s">
            {grants.length === 1 ? null : <h3 className="label">{t('ofFirst')}</h3>}
            <Aspects said={said} />
          </div>
        </div>
      </Disclosure>
    </div>
  );
}

/** Of what speaks against a right the gravest is dealt with first; of what is missing what a person can say at once. */
function nextOf({ verdict, deciding }: Group): string {
  const order = verdict === 'cannot_tell' ? missing : against;
  const first = order.find((aspect) => deciding.includes(aspect));
  if (first === undefined) return t('justifiedNext');
  if (verdict === 'cannot_tell' && (first === 'use' || first === 'provenance' || first === 'exposure'))
    return t(`${first}OpenNext`);
  return t(`${first}Next`);
}

const against = [
  'exposure',
  'holder',
  'provenance',
  'change',
  'use',
  'entitlement',
  'context',
  'purpose',
] as const;
const missing = [
  'use',
  'holder',
  'change',
  'entitlement',
  'purpose',
  'context',
  'provenance',
  'exposure',
] as const;

/** Each by its word and its sign; good news is quiet. */
export function VerdictTag({ verdict }: { readonly verdict: Group['verdict'] }) {
  if (verdict === 'not_justified')
    return (
      <Tag tone="alarm" icon="cross">
        {t('notJustified')}
      </Tag>
    );
  if (verdict === 'cannot_tell')
    return (
      <Tag tone="attn" icon="question">
        {t('cannotTell')}
      </Tag>
    );
  return <Tag icon="check">{t('justified')}</Tag>;
}
