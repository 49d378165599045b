import { useNow } from '../clock.ts';
import { clockTime, dateOf, exactTime, relativeTime } from '../text/format.ts';
import { t } from '../text/pieces.ts';

/** A moment: relative, with the exact one on hover. `as="date"` says the day, `time` the time of day, `exact` is for evidence. */
export function When({
  at,
  as = 'relative',
}: {
  /** ISO 8601; null is “Not known”. */
  readonly at: string | null;
  readonly as?: 'relative' | 'date' | 'time' | 'exact';
}) {
  const now = useNow();
  if (at === null) return <span className="quiet">{t('notKnown')}</span>;
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(ms)} className={as === 'exact' ? 'num' : undefined}>
      {wordings[as](ms, now)}
    </time>
  );
}

const wordings = {
  relative: relativeTime,
  date: dateOf,
  time: clockTime,
  exact: (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
} as const;
