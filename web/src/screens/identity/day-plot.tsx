import { useNow } from '../../clock.ts';
import { t } from '../../text/activity.ts';
import { dateOf } from '../../text/format.ts';
import type { Seen } from './did.tsx';

const dayMs = 86_400_000;
const height = 44;

/** Events of each day that the logs cover, the recent ones stronger. */
export function DayPlot({ seen }: { readonly seen: Seen }) {
  const now = useNow();
  const counts = new Map(seen.whole.aspects['days']?.names.map(({ name, count }) => [name, count]));
  const first = Math.floor(Date.parse(seen.from) / dayMs);
  const last = Math.floor(Date.parse(seen.until) / dayMs);
  // a log of years is drawn by its last days: bars thinner than a hair say nothing
  const from = Math.max(first, last - 179);
  const days = Array.from({ length: last - from + 1 }, (_, at) => {
    const name = new Date((from + at) * dayMs).toISOString().slice(0, 10);
    return { name, count: counts.get(name) ?? 0, isRecent: from + at > last - seen.recentDays };
  });
  const most = Math.max(1, ...days.map(({ count }) => count));
  return (
    <figure className="did-plot">
      <figcaption className="soft">{t('perDay')}</figcaption>
      <svg
        className="did-days"
        viewBox={`0 0 ${days.length * 4} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('perDayLabel', {
          from: dateOf(from * dayMs, now),
          until: dateOf(last * dayMs, now),
          most,
          days: days.filter(({ count }) => count === 0).length,
        })}
      >
        <line className="did-axis" x1="0" x2={days.length * 4} y1={height - 0.5} y2={height - 0.5} />
        {days.map(({ name, count, isRecent }, at) =>
          count === 0 ? null : (
            <rect
              key={name}
              className={isRecent ? 'did-bar did-recent' : 'did-bar'}
              x={at * 4 + 0.5}
              width="3"
              y={height - 1 - Math.max(1.5, (count / most) * (height - 4))}
              height={Math.max(1.5, (count / most) * (height - 4))}
            >
              <title>{`${name}: ${count}`}</title>
            </rect>
          ),
        )}
      </svg>
      <span className="ends quiet">
        <span>{dateOf(from * dayMs, now)}</span>
        <span>{dateOf(last * dayMs, now)}</span>
      </span>
    </figure>
  );
}
