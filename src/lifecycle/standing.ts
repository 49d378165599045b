import type { Instant } from '../model/index.ts';
import { isTimeZone, isWholeDay, startOfDay, startOfNextDay } from './day-in-zone.ts';
import type { PersonTold, Standing } from './person.ts';

/** How a source tells of lives. */
export interface Feed {
  readonly source: string;
  /** What it means that somebody whom it told of is not in a complete read any more. */
  readonly absent: 'left' | 'unknown';
  /** For people of whom it does not say where they are. */
  readonly timeZone: string;
}

export interface Stands {
  readonly standing: Standing;
  /** When it came to be so, where the feed says. */
  readonly since?: Instant;
  /** When the clock alone will change it, if nothing else does. */
  readonly until?: Instant;
  readonly because: string;
}

const zoneOf = (person: PersonTold, feed: Feed): string =>
  person.timeZone !== undefined && isTimeZone(person.timeZone) ? person.timeZone : feed.timeZone;

/** First moment of the first day; a moment that is told to the minute counts as it is. */
export const beginsAt = (person: PersonTold, feed: Feed): Instant | undefined =>
  person.startedAt === undefined || !isWholeDay(person.startedAt)
    ? person.startedAt
    : startOfDay(person.startedAt, zoneOf(person, feed));

/** The end of the last day where only a day is told, in the person's own time zone. */
export const endsAt = (person: PersonTold, feed: Feed): Instant | undefined =>
  person.leftAt === undefined || !isWholeDay(person.leftAt)
    ? person.leftAt
    : startOfNextDay(person.leftAt, zoneOf(person, feed));

/**
 * Where a person stands at a moment by what the feed says and the clock. Who has left has left, whatever the date says; a
 * last day that is over ends it even while the state has not followed. A state that nobody can read is unknown and never
 * taken for an end.
 */
export function standingOf(person: PersonTold, feed: Feed, now: Instant): Stands {
  const begins = beginsAt(person, feed);
  const ends = endsAt(person, feed);
  if (ends !== undefined && ends <= now)
    return { standing: 'gone', since: ends, because: `the last day was ${day(person.leftAt)}` };
  if (person.state === 'left') return { standing: 'gone', because: 'the feed says that they have left' };
  if (begins !== undefined && begins > now)
    return { standing: 'expected', until: begins, because: `the first day is ${day(person.startedAt)}` };
  if (person.state === 'unknown')
    return { standing: 'unknown', because: 'the feed’s word for their state is not known' };
  const until = ends === undefined ? {} : { until: ends };
  if (person.onLeave === true)
    return { standing: 'on_leave', ...until, because: 'the feed says that they are on leave' };
  return {
    standing: 'here',
    ...(begins === undefined ? {} : { since: begins }),
    ...until,
    because: 'the feed says that they are here',
  };
}

const day = (at: Instant | undefined): string => at?.slice(0, 10) ?? 'unknown';
