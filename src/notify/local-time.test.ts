import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, isInstant, millisecondsOf, must } from '../model/index.ts';
import { minuteOfDay, nextAt } from './local-time.ts';
import { checkedPreference, pauseSeconds, sendAt, usualPreference, type Preference } from './preference.ts';

const at = (text: string) => must(isInstant, text);
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
];

const clocks = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
);
/** What a clock on the wall there shows, as Intl says it. */
const wall = (milliseconds: number, zone: string): number => {
  const [hour, minute] = (clocks.get(zone)?.format(milliseconds) ?? '').split(':');
  return Number(hour) * 60 + Number(minute);
};
const quarter = 15 * 60_000;

describe('the next time that clocks somewhere show a minute', () => {
  it('is the first one that somebody who watches the clock sees, or as much later as a change left out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 95 }),
        fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-12-31T00:00:00Z') }),
        (zone, quarters, from) => {
          const minute = quarters * 15;
          const found = millisecondsOf(nextAt(minute, zone, instantOf(from)));
          // by the quarter of an hour: no zone of these is ahead by less
          const watched = [...Array(50 * 4).keys()].map(
            (n) => (Math.floor(from / quarter) + 1 + n) * quarter,
          );
          const seen = watched.find((moment) => wall(moment, zone) === minute) ?? Infinity;
          const isLeftOut = found < seen && wall(found, zone) !== minute;
          // clocks that were set back show it again: it was told the first time
          const isShownAgain =
            seen < found && [1800, 3600].some((s) => wall(seen - s * 1000, zone) === minute);
          expect({ isLater: found > from, fits: found === seen || isLeftOut || isShownAgain }).toEqual({
            isLater: true,
            fits: true,
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is an hour later on the day when clocks leave it out, and comes once on the day when they show it twice', () => {
    expect(nextAt(150, 'Europe/Berlin', at('2026-03-28T12:00:00.000Z'))).toBe('2026-03-29T01:30:00.000Z');
    expect(nextAt(150, 'Europe/Berlin', at('2026-10-24T12:00:00.000Z'))).toBe('2026-10-25T00:30:00.000Z');
    expect(nextAt(150, 'Europe/Berlin', at('2026-10-25T00:30:00.000Z'))).toBe('2026-10-26T01:30:00.000Z');
  });

  it('counts minutes as clocks there show them', () => {
    expect(minuteOfDay(at('2026-07-01T22:10:00.000Z'), 'Asia/Kathmandu')).toBe(3 * 60 + 55);
  });
});

describe('when somebody is told', () => {
  const berlin: Preference = { ...usualPreference, zone: 'Europe/Berlin' };

  it('what is urgent comes in quiet hours too; the rest when they are over, also over a change of the clocks', () => {
    const night = at('2026-03-28T22:00:00.000Z');
    expect(sendAt('glass.broken', berlin, night)).toBe(night);
    expect(sendAt('effect.failed', berlin, night)).toBe('2026-03-29T05:00:00.000Z');
    expect(sendAt('effect.failed', berlin, at('2026-03-28T12:00:00.000Z'))).toBe('2026-03-28T12:00:00.000Z');
  });

  it('what can wait comes with the digest, and with no message for whoever wants none', () => {
    const noon = at('2026-07-01T10:00:00.000Z');
    expect(sendAt('effect.proven', berlin, noon)).toBe('2026-07-02T06:00:00.000Z');
    expect(sendAt('effect.proven', { ...berlin, digestAt: null }, noon)).toBeNull();
  });

  it('refuses an unknown zone, a digest in quiet hours, and quiet hours without an end', () => {
    expect(checkedPreference({ ...berlin, zone: 'Mars/Olympus' })).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
    expect(checkedPreference({ ...berlin, digestAt: 23 * 60 })).toMatchObject({ ok: false });
    expect(checkedPreference({ ...berlin, quiet: { from: 60, until: 60 } })).toMatchObject({ ok: false });
    expect(checkedPreference({ ...berlin, quiet: null, digestAt: 0 })).toMatchObject({ ok: true });
  });

  it('tries again after a minute, then with growing pauses of at most an hour', () => {
    expect([1, 2, 3, 7, 50].map(pauseSeconds)).toEqual([60, 120, 240, 3600, 3600]);
  });
});
