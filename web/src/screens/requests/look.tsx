import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { AnswersNeeded } from '../../cases/answers.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import { Risk } from '../../components/risk.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { t } from '../../text/requests.ts';
import { AskFor } from './ask-for.tsx';

type Looked = RouteOutput<'requests.look'>;
const mostShown = 8;

/** One thing for one person: what it would really allow, what stands against it, who must say yes, and asking for it. */
export function Look({ what, whom }: { readonly what: string; readonly whom: string }) {
  const [endsAt, setEndsAt] = useState<string>();
  const query = useRoute('requests.look', {
    what,
    ...(whom === '' ? {} : { for: whom }),
    ...(endsAt === undefined ? {} : { endsAt }),
  });
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('lookFailed')} onRetry={() => void query.refetch()} />;
  const look = query.data;
  if (look === undefined)
    return (
      <Card title={t('looking')}>
        <Skeleton rows={8} />
      </Card>
    );
  return (
    <div className="stack request-look" role="status">
      <Card title={look.thing.name} note={t(look.thing.entity === 'group' ? 'group' : 'right')}>
        <Facts
          rows={[
            [t('forWhom'), look.whom.identity.name],
            [t('account'), `${look.whom.account.source}/${look.whom.account.name}`],
            [t('tier'), <Risk key="r" level={look.tier ?? undefined} />],
            [t('ends'), look.endsAt === null ? t('never') : <When key="w" at={look.endsAt} as="exact" />],
          ]}
        />
        {look.extends === null ? null : (
          <p className="soft">
            {t.rich('extends', { when: <When key="w" at={look.extends.endsAt} as="date" /> })}
          </p>
        )}
        <h3>{t('looking')}</h3>
        <Gained look={look} />
        <h3>{t('reach')}</h3>
        <Reach look={look} />
        <h3>{t('duties')}</h3>
        <Duties look={look} />
        <Colleagues look={look} />
        <Denials look={look} />
      </Card>
      <Card title={t('policy')} end={<VerdictMark verdict={look.verdict.outcome} />}>
        {look.verdict.outcome === 'deny' ? <p>{look.verdict.because}</p> : null}
        <h3>{t('mustSay')}</h3>
        <AnswersNeeded answers={look.answers} />
        <MomentField label={t('until')} value={endsAt} onChange={setEndsAt} when="any" />
        <p className="quiet">{t('untilHelp')}</p>
        {look.verdict.outcome === 'deny' ? null : <AskFor look={look} />}
      </Card>
    </div>
  );
}

function Gained({ look: { gained } }: { readonly look: Looked }) {
  if (gained.total === 0) return <p>{t('gainsNothing')}</p>;
  return (
    <>
      <p>
        <b>{t('gains', { count: gained.total })}</b>
      </p>
      <ul>
        {gained.rights.slice(0, mostShown).map(({ right, path }) => (
          <li key={right}>
            {right}
            {path.length > 1 ? (
              <span className="quiet"> {t('by', { path: path.slice(1).join(' → ') })}</span>
            ) : null}
          </li>
        ))}
      </ul>
      {gained.total > mostShown ? (
        <p className="quiet">{t('gainsMore', { count: gained.total - mostShown })}</p>
      ) : null}
      {gained.truncated ? <Callout tone="attn">{t('truncated')}</Callout> : null}
    </>
  );
}

function Reach({ look: { reach } }: { readonly look: Looked }) {
  if (reach === null) return <p className="quiet">{t('reachUnknown')}</p>;
  if (reach.jewels.length === 0) return <p>{t('reachNone')}</p>;
  return (
    <ul>
      {reach.jewels.map(({ label, because, isSure }) => (
        <li key={label}>
          <b>{label}</b> <span className="quiet">{isSure ? because : t('maybe')}</span>
        </li>
      ))}
    </ul>
  );
}

function Duties({ look: { duties } }: { readonly look: Looked }) {
  if (duties.is === 'cannot tell')
    return <p className="soft">{t('dutiesUnknown', { because: duties.because })}</p>;
  if (duties.is === 'clear' && duties.conflicts.length === 0) return <p>{t('dutiesClear')}</p>;
  return (
    <ul>
      {duties.conflicts.map(({ rule, gains, beside, exception }) => (
        <li key={`${rule.id} ${gains.right} ${beside.right}`}>
          <b>{rule.title}</b>
          <br />
          {t('conflict', { gains: gains.right, beside: beside.right })}
          {exception === undefined ? null : (
            <p className="quiet">
              {t.rich('exception', {
                when: <When key="w" at={exception.until} as="date" />,
                because: exception.because,
              })}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function Colleagues({ look: { peers } }: { readonly look: Looked }) {
  if (peers === null) return null;
  const { department, people, holding, sameTitle } = peers;
  return (
    <>
      <h3>{t('colleagues')}</h3>
      <p>{t('colleaguesIn', { holding, people, department })}</p>
      {sameTitle === undefined ? null : (
        <p>
          {t('colleaguesTitle', {
            holding: sameTitle.holding,
            people: sameTitle.people,
            title: sameTitle.title,
          })}
        </p>
      )}
    </>
  );
}

function Denials({ look: { denials } }: { readonly look: Looked }) {
  if (denials.length === 0) return null;
  return (
    <>
      <h3>{t('refused')}</h3>
      <ul>
        {denials.map(({ proposal, by, at, reason }) => (
          <li key={proposal}>
            {t.rich('refusedBy', {
              who: <Name key="n" id={by} />,
              when: <When key="w" at={at} as="date" />,
              reason: reason ?? t('noReason'),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}
