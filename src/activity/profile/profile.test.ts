import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapped } from '../read-activity.ts';
import type { ActivityEvent } from '../event.ts';
import { Profile } from './profile.ts';
import { Tally } from './tally.ts';

const reading = { fingerprint: (secret: string) => `fp:${secret}` };

const eventOf = (raw: Readonly<Record<string, unknown>>): ActivityEvent => {
  const result = mapped(raw, reading);
  if (result.is !== 'event') throw new Error(result.why);
  return result.event;
};

const events = fc.array(
  fc
    .record({
      action: fc.constantFrom('GetObject', 'PutObject', 'CreateUser', 'ListRoles', 'AssumeRole'),
      target: fc.nat(600),
      minute: fc.option(fc.nat(60 * 24 * 30), { nil: undefined }),
      error: fc.boolean(),
      network: fc.nat(5),
    })
    .map(({ action, target, minute, error, network }) =>
      eventOf({
        eventName: action,
        eventSource: 's3.amazonaws.com',
        userIdentity: {
          type: 'IAMUser',
          arn: 'arn:aws:iam::111122223333:user/ci',
          accessKeyId: `AKIA${network}`,
        },
        requestParameters: { bucketName: `bucket-${target}` },
        sourceIPAddress: network === 0 ? undefined : `198.51.${network}.7`,
        eventTime: minute === undefined ? undefined : new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
        ...(error ? { errorCode: 'AccessDenied' } : {}),
      }),
    ),
  { maxLength: 60 },
);

const profileOf = (list: readonly ActivityEvent[]): Profile => {
  const profile = new Profile(256);
  for (const event of list) profile.add(event);
  return profile;
};

describe('a profile', () => {
  it('is the same however its events are cut, ordered and merged', () => {
    fc.assert(
      fc.property(events, events, events, (a, b, c) => {
        const whole = profileOf([...c, ...a, ...b]).shown(300);
        const [pa, pb, pc] = [profileOf(a), profileOf(b), profileOf(c)];
        expect(Profile.merged(Profile.merged(pa, pb), pc).shown(300)).toEqual(whole);
        expect(Profile.merged(pc, Profile.merged(pb, pa)).shown(300)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('counts what events do not tell beside what they do', () => {
    const shown = profileOf([
      eventOf({
        eventName: 'GetObject',
        eventSource: 's3.amazonaws.com',
        userIdentity: { type: 'IAMUser', userName: 'ci' },
      }),
    ]).shown(5);
    expect(shown).toMatchObject({
      events: 1,
      undated: 1,
      first: null,
      last: null,
      untold: { targets: 1, networks: 1, clients: 1, credentials: 1 },
    });
    expect(shown.hoursOfWeek.every((count) => count === 0)).toBe(true);
  });

  it('puts a Monday’s first hour first', () => {
    const at = (eventTime: string) =>
      profileOf([eventOf({ eventName: 'GetObject', eventSource: 's3.amazonaws.com', eventTime })])
        .shown(1)
        .hoursOfWeek.indexOf(1);
    expect([at('2026-01-05T00:30:00Z'), at('2026-01-04T23:30:00Z')]).toEqual([0, 167]);
  });
});

const names = fc.array(fc.tuple(fc.string({ maxLength: 6 }), fc.option(fc.nat(1000), { nil: undefined })), {
  maxLength: 120,
});
const tallyOf = (list: readonly (readonly [string, number | undefined])[]): Tally => {
  const tally = new Tally(8);
  for (const [name, at] of list) tally.add(name, at);
  return tally;
};
const said = (tally: Tally) => ({ total: tally.total, distinct: tally.distinct(), top: tally.top(100) });

describe('a tally of more names than it keeps', () => {
  it('merges associatively and commutatively, and to what one reading gives', () => {
    fc.assert(
      fc.property(names, names, names, (a, b, c) => {
        const whole = said(tallyOf([...b, ...c, ...a]));
        expect(said(Tally.merged(Tally.merged(tallyOf(a), tallyOf(b)), tallyOf(c)))).toEqual(whole);
        expect(said(Tally.merged(tallyOf(c), Tally.merged(tallyOf(b), tallyOf(a))))).toEqual(whole);
      }),
    );
  });

  it('keeps exact counts of the names that it keeps', () => {
    fc.assert(
      fc.property(names, (list) => {
        for (const { name, count } of tallyOf(list).top(100))
          expect(count).toBe(list.filter(([other]) => other === name).length);
      }),
    );
  });

  it('estimates how many names there were within a fifth, and says that it is an estimate', () => {
    const tally = new Tally(256);
    for (let n = 0; n < 20_000; n++) tally.add(`name ${n}`, n);
    const { count, exact } = tally.distinct();
    expect(exact).toBe(false);
    expect(Math.abs(count - 20_000)).toBeLessThan(4_000);
    expect(tally.total).toBe(20_000);
  });
});
