import { addSeconds, done, refuse, type Instant, type Result } from '../model/index.ts';
import { isTimeZone } from '../platform/time-zone.ts';
import { minuteOfDay, nextAt } from './local-time.ts';
import { noticeKinds, type NoticeKind } from './kinds.ts';

/** When and by what one person wants to be told. */
export interface Preference {
  /** By which channel; null: by the first that reaches people. */
  readonly channel: string | null;
  /** Minutes since midnight, on clocks of `zone`; null: no digest. */
  readonly digestAt: number | null;
  /** From when until when nothing comes that can wait; null: there are no such hours. The end is not included. */
  readonly quiet: { readonly from: number; readonly until: number } | null;
  readonly zone: string;
}

/** Of whoever chose nothing. */
export const usualPreference: Preference = {
  channel: null,
  digestAt: 8 * 60,
  quiet: { from: 19 * 60, until: 7 * 60 },
  zone: 'UTC',
};

/** Refuses what cannot be kept to: a zone that there is not, a digest in quiet hours, hours that are all of the day. */
export function checkedPreference(asked: Preference): Result<Preference> {
  const { zone, quiet, digestAt } = asked;
  if (!isTimeZone(zone))
    return refuse(
      'input_invalid',
      '`zone` is no time zone that is known here.',
      'Write it as in the time zone database: `Europe/Berlin`, `America/New_York`, `UTC`.',
    );
  if (quiet !== null && quiet.from === quiet.until)
    return refuse(
      'input_invalid',
      'Quiet hours that end when they begin are all of the day, or none.',
      'Give two times that differ, or no quiet hours.',
    );
  if (quiet !== null && digestAt !== null && isWithin(digestAt, quiet))
    return refuse(
      'input_invalid',
      'The digest would come in quiet hours.',
      'Choose a time outside them, or other quiet hours.',
    );
  return done(asked);
}

const isWithin = (
  minute: number,
  { from, until }: { readonly from: number; readonly until: number },
): boolean => (from < until ? minute >= from && minute < until : minute >= from || minute < until);

/** When a notice of this kind goes out that is there now; null: with no message, since its receiver wants no digest. */
export function sendAt(kind: NoticeKind, preference: Preference, now: Instant): Instant | null {
  const { timing } = noticeKinds[kind];
  if (timing === 'at once') return now;
  if (timing === 'digest') return nextDigest(preference, now);
  const { quiet, zone } = preference;
  return quiet !== null && isWithin(minuteOfDay(now, zone), quiet) ? nextAt(quiet.until, zone, now) : now;
}

/** When the next digest is; null: never. */
export const nextDigest = ({ digestAt, zone }: Preference, after: Instant): Instant | null =>
  digestAt === null ? null : nextAt(digestAt, zone, after);

/** How long until it is tried again what was tried so often: a minute, then twice as long each time, at most an hour. */
export const pauseSeconds = (tries: number): number => Math.min(3600, 60 * 2 ** Math.min(tries - 1, 10));

/** What could not be delivered for so long is given up, and said so. */
const longestSeconds = 3 * 86_400;
export const isGivenUp = (createdAt: Instant, now: Instant): boolean =>
  addSeconds(createdAt, longestSeconds) <= now;
