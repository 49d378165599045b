import { Callout } from '../../components/callout.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { useNow } from '../../clock.ts';
import { t } from '../../text/sources.ts';
import type { LateEnds, Shown } from './source-shape.ts';

/** One word for a source that is not simply read: paused, left alone for a while, failing. */
export function StandingTag({ source: { state, failures } }: Pick<Shown, 'source'>) {
  const now = useNow();
  if (state.is === 'paused') return <Tag tone="attn">{t('paused')}</Tag>;
  if (failures === undefined) return null;
  return isResting(failures.nextTry, now) ? (
    <Tag tone="alarm">{t('resting')}</Tag>
  ) : (
    <Tag tone="attn">{t('failing')}</Tag>
  );
}

const isResting = (nextTry: string | undefined, now: number): boolean =>
  nextTry !== undefined && Date.parse(nextTry) > now;

/** Why it is not simply read, with the numbers, and what comes next. */
export function Standing({ shown: { source }, late }: { readonly shown: Shown; readonly late: LateEnds }) {
  const { state, failures } = source;
  return (
    <>
      {state.is === 'paused' ? (
        <Callout tone="attn">
          {state.by === 'person' ? (
            <p className="breaks">{t('pausedByHand', { because: state.because })}</p>
          ) : (
            <>
              <p className="breaks">{t('pausedByShrinking', { because: state.because })}</p>
              <ul className="plain-list">
                {state.fallen.map(({ type, before, after }) => (
                  <li key={type} className="num">
                    {t('fallen', { type, before, after })}
                  </li>
                ))}
              </ul>
              <p className="soft">{t('resumeShrunkWhy')}</p>
            </>
          )}
        </Callout>
      ) : null}
      {failures === undefined ? null : (
        <Callout tone="alarm">
          <p className="breaks">{t('failed', { count: failures.count, message: failures.last.message })}</p>
          <p className="soft">
            {t.rich('failedAt', { when: <When key="w" at={failures.last.at} /> })}
            {' · '}
            <span className="mono">{failures.last.code}</span>
          </p>
          {failures.nextTry === undefined ? null : (
            <p>{t.rich('nextTry', { when: <When key="n" at={failures.nextTry} as="time" /> })}</p>
          )}
        </Callout>
      )}
      {late.length === 0 ? null : (
        <Callout tone="alarm" icon="clock">
          {t('lateEnds', { count: late.length })}
        </Callout>
      )}
    </>
  );
}
