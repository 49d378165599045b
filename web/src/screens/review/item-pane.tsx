import { lazy, Suspense } from 'react';
import { Callout } from '../../components/callout.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Draft, DraftTag } from '../../components/draft.tsx';
import { Facts } from '../../components/facts.tsx';
import { Kind } from '../../components/kind.tsx';
import { Recommendation } from '../../components/recommendation.tsx';
import { Risk } from '../../components/risk.tsx';
import { Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import type { Problem } from '../../api/problem.ts';
import { useNow } from '../../clock.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/review.ts';
import type { Beside, Line } from './kinds.ts';
import { kindOf, riskOf, usedWords } from './looks.tsx';
import { answerWords, questionOf } from './words.ts';

const WaysGraph = lazy(async () => ({ default: (await import('./ways-graph.tsx')).WaysGraph }));

/** One item in full: the question as a sentence, what it allows, how it got there, what a no would do, and what advice says. */
export function ItemPane({
  line,
  place,
  beside,
  problem,
  onOpen,
}: {
  readonly line: Line;
  /** “3 of 26”. */
  readonly place: string;
  readonly beside: Beside | undefined;
  readonly problem: Problem | null;
  /** Somebody looked at more of it. */
  readonly onOpen: () => void;
}) {
  const { looks } = line;
  return (
    <article className="item-pane" aria-label={questionOf(line)}>
      <p className="item-top">
        <Risk level={riskOf(line)} />
        <span className="quiet">{place}</span>
      </p>
      <h2>{questionOf(line)}</h2>
      <p className="soft meta">
        <Kind kind={kindOf(line)} />
        <span className="mono">{inert(looks.account.name)}</span>
        <span>{t('inSource', { source: looks.source })}</span>
      </p>
      {beside?.changed === true ? <Callout tone="attn">{t('drift')}</Callout> : null}
      <section>
        <h3>{t('allows')}</h3>
        {line.allows.length === 0 ? (
          <p className="soft">{t('allowsUnknown')}</p>
        ) : (
          <ul className="allows">
            {line.allows.map((each) => (
              <li key={each}>{inert(each)}</li>
            ))}
          </ul>
        )}
      </section>
      {beside !== undefined && beside.paths.length > 0 ? <Ways line={line} paths={beside.paths} /> : null}
      <Facts
        rows={[
          [t('used'), usedWords(line)],
          [t('since'), <When key="s" at={looks.since} as="date" />],
          [t('dataClass'), looks.dataClass ?? t('notKnown')],
          [t('environment'), looks.environment ?? t('notKnown')],
          ...(looks.privileged ? [[t('privileged'), t('yes')] as const] : []),
          ...(beside === undefined || beside.others === null
            ? []
            : [[t('others'), t('othersCount', { count: beside.others })] as const]),
        ]}
      />
      {problem === null ? null : (
        <Callout tone="attn">{`${t('itemCouldNotRead')}. ${problem.message} ${problem.next}`}</Callout>
      )}
      {beside === undefined ? (
        problem === null ? (
          <Skeleton rows={3} />
        ) : null
      ) : (
        <More beside={beside} onOpen={onOpen} />
      )}
      <Advice line={line} />
    </article>
  );
}

/** By which ways the right is held: steps, and the same as a graph where there is more than one. */
function Ways({ line, paths }: { readonly line: Line; readonly paths: Beside['paths'] }) {
  return (
    <section>
      <h3>{t('howItGets')}</h3>
      {paths.slice(0, 1).map(({ steps, right }) => (
        <ol key={steps.join(' ')} className="item-path">
          {steps.map((step) => (
            <li key={step}>
              <span className="mono">{inert(step)}</span>
            </li>
          ))}
          <li>
            <span>{inert(right)}</span>
          </li>
        </ol>
      ))}
      {paths.length > 1 ? (
        <Disclosure summary={t('allWays', { count: paths.length })}>
          <Suspense fallback={<Skeleton rows={4} />}>
            <WaysGraph line={line} paths={paths} />
          </Suspense>
        </Disclosure>
      ) : null}
    </section>
  );
}

function More({ beside, onOpen }: { readonly beside: Beside; readonly onOpen: () => void }) {
  return (
    <>
      <section>
        <h3>{t('noWould')}</h3>
        {beside.no.works ? (
          <p className="soft">{inert(beside.no.says)}</p>
        ) : (
          <Callout tone="attn">{inert(beside.no.says)}</Callout>
        )}
      </section>
      <div onClick={onOpen} onKeyDown={onOpen} role="presentation">
        <Disclosure summary={t('evidence')}>
          <Facts
            rows={[
              [t('provenance'), beside.provenance ?? t('noLog')],
              [t('nature'), beside.nature ?? t('noLog')],
              [
                t('anomalies'),
                beside.anomalies === null ? (
                  t('noLog')
                ) : beside.anomalies.length === 0 ? (
                  t('nothingOdd')
                ) : (
                  <Lines key="a" of={beside.anomalies} />
                ),
              ],
              [
                t('exposure'),
                beside.exposures.length === 0 ? t('noExposure') : <Lines key="x" of={beside.exposures} />,
              ],
              [
                t('findings'),
                beside.findings.length === 0 ? (
                  t('noFindings')
                ) : (
                  <Lines key="f" of={beside.findings.map(({ title }) => title)} />
                ),
              ],
            ]}
          />
        </Disclosure>
      </div>
    </>
  );
}

function Lines({ of }: { readonly of: readonly string[] }) {
  return (
    <>
      {of.map((each) => (
        <span key={each} className="fact-line">
          {inert(each)}
        </span>
      ))}
    </>
  );
}

function Advice({ line }: { readonly line: Line }) {
  const now = useNow();
  if (line.blind === 'waits')
    return (
      <section className="item-advice">
        <p>
          <Recommendation word="yourViewFirst" /> <span className="soft">{t('viewFirstWhy')}</span>
        </p>
      </section>
    );
  const before = line.chosen?.before ?? null;
  return (
    <section className="item-advice" aria-live="polite">
      {line.advice === null ? (
        <p>
          <Recommendation word="noAdvice" /> <span className="soft">{t('noAdviceWhy')}</span>
        </p>
      ) : (
        <Draft>
          <p className="item-top">
            <Recommendation
              word={line.advice.leans === 'keep' ? 'certify' : 'retire'}
              label={t(line.advice.leans === 'keep' ? 'adviceKeep' : 'adviceReduce')}
            />
            <DraftTag />
          </p>
          {line.advice.because.map((each) => (
            <p key={each}>{inert(each)}</p>
          ))}
          <p className="soft">{t('wouldChange', { what: line.advice.wouldChange })}</p>
        </Draft>
      )}
      {line.blind === 'shown' && before !== null ? (
        <p className="soft">{t('youSaid', { answer: answerWords(before, null, now) })}</p>
      ) : null}
    </section>
  );
}
