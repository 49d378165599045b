import type { Measure } from '../../model/index.ts';
import type { Measures } from './measures.ts';

/** In words, for people and for what cites them. */
export function told(measures: Measures): readonly Measure[] {
  const { rhythm, models } = measures;
  const line = (what: string, value: string, ...from: readonly string[]): Measure => ({ what, value, from });
  const percent = (of: number | null): string =>
    of === null ? 'cannot be told' : `${Math.round(of * 100)} %`;
  return [
    line('events', `${measures.events} on ${measures.days} days`, 'days'),
    line(
      'beat',
      rhythm.beat === null
        ? `cannot be told from ${rhythm.begins} beginnings`
        : `${percent(rhythm.beat.share)} of its pauses last ${lasting(rhythm.beat.minutes)} or a multiple`,
      'minutes',
    ),
    line('recurs at the same time of day', percent(rhythm.recurs), 'minutes'),
    line(
      'sessions',
      rhythm.sessions === null
        ? 'cannot be told'
        : `${rhythm.sessions.count}, half of them of ${lasting(rhythm.sessions.median)} or more`,
      'minutes',
    ),
    line(
      'diversity',
      measures.diversity === null
        ? 'cannot be told: more actions than are kept'
        : `${measures.actions} actions, as diverse as ${measures.diversity.toFixed(1)} used equally`,
      'actions',
    ),
    line('pace', `${measures.perMinute.toFixed(1)} events in a minute in which it acts`, 'minutes'),
    line('quiet', `${measures.quietHours} hours of the day in a row`, 'hoursOfWeek'),
    line('weekends', percent(measures.weekend), 'hoursOfWeek'),
    line('failed', percent(measures.errors), 'outcomes'),
    line('by a browser', percent(measures.browser), 'clients'),
    line(
      'calls of models',
      models.calls === 0
        ? 'none in the logs that were read'
        : `${models.calls}; ${models.near === null ? 'how often something follows cannot be told' : `within a minute of ${percent(models.near)} of them it acts`}`,
      'models',
      'modelMinutes',
    ),
    line('for others', measures.forWhom === 0 ? 'nobody is told' : String(measures.forWhom), 'onBehalfOf'),
    line('comes from', measures.machine ?? 'what programs come from is not told', 'provenances'),
    line(
      'credentials',
      measures.credentials === null
        ? 'cannot be told'
        : `${measures.credentials.perSession >= 0.1 ? `${measures.credentials.perSession.toFixed(1)} for a session` : 'one for many sessions'}, used for ${lasting(measures.credentials.life)}`,
      'credentials',
    ),
  ];
}

/** Minutes in the unit that people would say it in. */
export function lasting(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  const [count, unit] =
    minutes < 120
      ? [Math.round(minutes), 'minute']
      : minutes < 2880
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
