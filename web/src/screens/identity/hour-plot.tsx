import { t } from '../../text/activity.ts';
import { number } from '../../text/format.ts';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const cell = 8;
const steps = 4;

/** Events by hour of the week: a row a day, the busier the stronger. What runs by a clock stands out, and so does a night. */
export function HourPlot({ hours }: { readonly hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const busiest = hours.indexOf(most);
  const when = busiest === -1 ? '' : `${dayName(busiest)} ${Math.max(0, busiest) % 24}:00`;
  return (
    <figure className="did-plot">
      <figcaption className="soft">{t('hours')}</figcaption>
      <div className="did-week">
        <span className="did-day-names quiet" aria-hidden="true">
          {days.map((day) => (
            <span key={day}>{t(day)}</span>
          ))}
        </span>
        <svg
          className="did-hours"
          viewBox={`0 0 ${24 * cell} ${7 * cell}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('hoursLabel', {
            when,
            most,
            none: hours.filter((count) => count === 0).length,
          })}
        >
          {hours.map((count, hour) => (
            <rect
              // oxlint-disable-next-line react/no-array-index-key -- an hour of the week is its place
              key={hour}
              className={`did-hour-${count === 0 ? 0 : Math.ceil((Math.sqrt(count) / Math.sqrt(most)) * steps)}`}
              x={(hour % 24) * cell + 0.5}
              y={Math.floor(hour / 24) * cell + 0.5}
              width={cell - 1}
              height={cell - 1}
              rx="1"
            >
              <title>{t('hourTitle', { day: dayName(hour), hour: hour % 24, count: number(count) })}</title>
            </rect>
          ))}
        </svg>
      </div>
    </figure>
  );
}

const dayName = (hour: number): string => t(days[Math.floor(hour / 24)] ?? 'monday');
