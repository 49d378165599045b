import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { AnswersNeeded } from '../../cases/answers.tsx';
import { Stage } from '../../components/spine.tsx';
import { ErrorState } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/requests.ts';

/** What stands beside a request: who must say yes, what was asked and answered about it, and the narrower or wider case. */
export function Beside({ id }: { readonly id: string }) {
  const query = useRoute('requests.about', { id });
  if (query.error?.code === 'not_permitted') return null;
  if (query.error !== null)
    return (
      <Stage kind="found" title={t('beside')}>
        <ErrorState problem={query.error} title={t('besideFailed')} onRetry={() => void query.refetch()} />
      </Stage>
    );
  const about = query.data;
  if (about === undefined) return null;
  const { answers, notes, denials, waitingSince, narrows, narrowed } = about;
  const says = notes.length + denials.length + narrowed.length > 0 || narrows !== null;
  return (
    <>
      {answers.length === 0 ? null : (
        <Stage kind="waiting" icon="person" title={t('mustSay')}>
          <AnswersNeeded answers={answers} />
        </Stage>
      )}
      {says ? (
        <Stage kind="found" icon="info" title={t('beside')}>
          <ul className="checklist">
            {notes.map(({ entry, kind, person, text, at }) => (
              <li key={entry}>
                <span>
                  {t.rich(`said_${kind}`, { name: <Name key="n" id={person} />, text: inert(text) })}
                </span>{' '}
                <span className="quiet">
                  <When at={at} />
                </span>{' '}
                <Link to="/ledger/$entry" params={{ entry }} className="quiet mono">
                  {entry.slice(0, 12)}
                </Link>
              </li>
            ))}
            {waitingSince === null ? null : (
              <li className="missing">
                {t.rich('questionWaits', { when: <When key="w" at={waitingSince} /> })}
              </li>
            )}
            {denials.map(({ proposal, by, at, reason }) => (
              <li key={proposal} className="missing">
                <span>
                  {t('refused')}:{' '}
                  {t.rich('refusedBy', {
                    who: <Name key="n" id={by} />,
                    when: <When key="w" at={at} as="date" />,
                    reason: inert(reason ?? t('noReason')),
                  })}
                </span>
              </li>
            ))}
            {narrows === null ? null : <li>{t.rich('lessOf', { case: caseLink(narrows) })}</li>}
            {narrowed.map((part) => (
              <li key={part}>{t.rich('lessThere', { case: caseLink(part) })}</li>
            ))}
          </ul>
        </Stage>
      ) : null}
    </>
  );
}

const caseLink = (id: string) => (
  <Link key={id} to="/proposals/$id" params={{ id }} className="mono">
    {id.slice(0, 12)}
  </Link>
);
