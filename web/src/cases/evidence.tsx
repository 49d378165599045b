import type { RouteOutput } from '../api/route-table.ts';
import { Disclosure } from '../components/disclosure.tsx';
import { When } from '../components/when.tsx';
import { t } from '../text/cases.ts';
import { inert } from '../text/inert.ts';
import { spaced } from '../text/spaced.ts';
import { valueWords } from '../text/value-words.ts';
import './evidence.css';

type Evidence = RouteOutput<'findings.show'>['record']['finding']['evidence'];
type Contribution = RouteOutput<'findings.show'>['record']['finding']['contributions'][number];

/** Facts that a decision rests on, each with its source and when it was read; the others, and the arithmetic, on demand. */
export function EvidenceList({
  evidence,
  score,
  contributions = [],
}: {
  readonly evidence: Evidence;
  readonly score?: number;
  readonly contributions?: readonly Contribution[];
}) {
  const material = evidence.facts.filter(({ id }) => evidence.material.includes(id));
  const rest = evidence.facts.filter(({ id }) => !evidence.material.includes(id));
  return (
    <>
      <FactRows facts={material} first={1} />
      {rest.length === 0 && contributions.length === 0 ? null : (
        <Disclosure
          summary={
            score === undefined
              ? t('moreFacts', { count: rest.length })
              : t('whyScore', { score, count: rest.length })
          }
        >
          <ul className="plain-list">
            {contributions.map(({ what, points }) => (
              <li key={what}>
                <b className="num">{points > 0 ? `+${points}` : points}</b> {inert(what)}
              </li>
            ))}
          </ul>
          <FactRows facts={rest} first={material.length + 1} />
        </Disclosure>
      )}
    </>
  );
}

function FactRows({ facts, first }: { readonly facts: Evidence['facts']; readonly first: number }) {
  return (
    <ol className="fact-rows">
      {facts.map((fact, at) => (
        <li key={fact.id}>
          <span className="cite">f{first + at}</span>
          <span>
            <span className="mono">{inert(fact.subject)}</span> {spaced(fact.predicate)}:{' '}
            <FactValue value={fact.value} />
          </span>
          <span className="quiet">{fact.source}</span>
          <span className="quiet end">
            <When at={fact.observedAt} />
          </span>
        </li>
      ))}
    </ol>
  );
}

type Value = Evidence['facts'][number]['value'];

/** So many of a long list are told at once; the others on demand. */
const atOnce = 8;

/** A list of sentences is told line by line, the first of them first; a long list is folded. */
function FactValue({ value }: { readonly value: Value }) {
  if (typeof value === 'object' && value !== null && value.length > atOnce + 2)
    return (
      <>
        <FactValue value={value.slice(0, atOnce)} />
        <Disclosure summary={t('moreOfThese', { count: value.length - atOnce })}>
          {value.slice(atOnce).map((line) => (
            <span key={line} className="fact-line">
              {inert(line)}
            </span>
          ))}
        </Disclosure>
      </>
    );
  if (typeof value !== 'object' || value === null || !value.some(isSentence))
    return <b>{valueText(value)}</b>;
  const [first = '', ...others] = value;
  return (
    <>
      <b>{inert(first)}</b>
      {others.map((line) => (
        <span key={line} className="fact-line">
          {inert(line)}
        </span>
      ))}
    </>
  );
}

const isSentence = (text: string): boolean => text.split(' ').length > 4;

/** Unknown is said, never left empty. */
function valueText(value: Value): string {
  if (value === undefined) return 'not known';
  if (value === null) return 'never';
  if (typeof value === 'object') return value.length === 0 ? 'none' : inert(value.join(', '));
  return typeof value === 'string' ? valueWords(value) : String(value);
}
