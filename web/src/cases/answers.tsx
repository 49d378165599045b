import type { RouteOutput } from '../api/route-table.ts';
import { Name } from '../people/person.tsx';
import { t } from '../text/requests.ts';
import './answers.css';

type Needed = RouteOutput<'requests.look'>['answers'];
const mostShown = 8;

/** Who must say yes: each approval step by step in words, and under each step the people who could give it. */
export function AnswersNeeded({ answers }: { readonly answers: Needed }) {
  return (
    <ul className="answers-needed">
      {answers.map(({ need, says, steps }) => (
        <li key={need}>
          {steps.length > 1 ? t('inOrder', { count: steps.length }) : says}
          {steps.length > 1 ? (
            <ol>
              {steps.map((step, at) => (
                <li key={`${need} ${String(at)}`}>
                  {inWords(step, at)}
                  <Could step={step} />
                </li>
              ))}
            </ol>
          ) : (
            steps.map((step) => <Could key={need} step={step} />)
          )}
        </li>
      ))}
    </ul>
  );
}

type Step = Needed[number]['steps'][number];

/** A step of several, as a sentence: how many, as what, and that it waits for those before it. */
function inWords({ count, roles }: Step, at: number): string {
  const as = roles.map((role) => role.replaceAll('_', ' ')).join(t('orAs'));
  const who = t('stepAs', { count, roles: as });
  return at === 0 ? t('stepFirst', { who }) : t('stepThen', { who });
}

function Could({ step: { people } }: { readonly step: Step }) {
  if (people.length === 0) return <p className="missing">{t('nobody')}</p>;
  return (
    <ul>
      {people.slice(0, mostShown).map(({ id, name, role, standsIn, canSign, because }) => (
        <li key={`${id} ${role}`}>
          {name ?? <Name id={id} />}{' '}
          <span className="quiet">
            {role.replaceAll('_', ' ')}
            {standsIn ? `, ${t('standsIn')}` : null}
            {canSign ? null : `, ${t('noKey')}`}
            {because === undefined ? null : `, ${t('cannot', { because })}`}
          </span>
        </li>
      ))}
      {people.length > mostShown ? (
        <li className="quiet">{t('gainsMore', { count: people.length - mostShown })}</li>
      ) : null}
    </ul>
  );
}
