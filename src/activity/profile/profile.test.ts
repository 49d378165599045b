import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapped } from '../read-activity.ts';
import type { ActivityEvent } from '../event.ts';
import { Profile } from './profile.ts';
import { readState, writeState } from './state.ts';
import { Tally } from './tally.ts';

const reading = { fingerprint: (secret: string) => `fp:${secret}` };

const eventOf = (raw: Readonly<Record<string, unknown>>): ActivityEvent => {
  const result = mapped(raw, reading);
  if (result.is !== 'event') throw new Error(result.is === 'refused' ? result.why : 'a signal');
  return result.event;
};

const events = fc.array(
  fc
    .record({
      action: fc.constantFrom('GetObject', 'PutObject', 'CreateUser', 'ListRoles', 'InvokeModel'),
      target: fc.nat(600),
      repository: fc.nat(3),
      minute: fc.option(fc.nat(60 * 24 * 30), { nil: undefined }),
      error: fc.boolean(),
      network: fc.nat(5),
    })
    .map(({ action, target, minute, error, network, repository }) =>
      eventOf({
        eventName: action,
        eventSource: action === 'InvokeModel' ? 'bedrock.amazonaws.com' : 's3.amazonaws.com',
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/ci/run',
          accessKeyId: `ASIA${network}`,
          sessionContext: {
            webIdFederationData: {
              federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/ci.example',
              attributes: repository === 0 ? {} : { 'ci.example:sub': `repo:acme/r${repository}:ref:main` },
            },
          },
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

  it('is the same when it was written down in pieces, read again and merged', () => {
    const kept = (list: readonly ActivityEvent[]) =>
      Profile.fromState(256, readState(writeState(profileOf(list).toState())));
    fc.assert(
      fc.property(events, events, (a, b) => {
        const whole = profileOf([...b, ...a]);
        const merged = Profile.merged(kept(a), kept(b));
        expect(merged.shown(1100)).toEqual(whole.shown(1100));
        expect(merged.toState()).toEqual(whole.toState());
        // what is kept once more is what was kept
        expect(kept(a).toState()).toEqual(profileOf(a).toState());
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a state that this version did not write', () => {
    const text = (value: object) => new TextEncoder().encode(JSON.stringify(value));
    for (const bad of [{}, { ...profileOf([]).toState(), version: 0 }, { version: 1, aspects: {} }])
      expect(() => readState(text(bad))).toThrow('not as this version writes it');
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

  it('tells by which credential, from which provenance, and in which minutes a model was called', () => {
    const call = (eventName: string, eventTime: string) =>
      eventOf({
        eventName,
        eventSource: 'bedrock.amazonaws.com',
        eventTime,
        sourceIPAddress: '198.51.100.7',
        userAgent: 'Boto3/1.34.0',
        requestParameters: { modelId: 'anthropic.claude-sonnet-4' },
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/ci/i-0abc12345678def00',
          accessKeyId: 'ASIA1',
          sessionContext: { ec2RoleDelivery: '2.0' },
        },
      });
    const { aspects } = profileOf([
      call('InvokeModel', '2026-03-01T10:05:10Z'),
      call('InvokeModel', '2026-03-01T10:05:50Z'),
      call('ListFoundationModels', '2026-03-01T10:06:00Z'),
    ]).shown(10);
    const names = (aspect: keyof typeof aspects) =>
      aspects[aspect].names.map(({ name, count }) => [name, count]);
    expect(names('provenances')).toEqual([['instance i-0abc12345678def00', 3]]);
    expect(names('credentialNetworks')).toEqual([['ASIA1\t198.51.100.0/24', 3]]);
    expect(names('credentialClients')).toEqual([['ASIA1\tBoto3/1', 3]]);
    expect(names('credentialProvenances')).toEqual([['ASIA1\tinstance i-0abc12345678def00', 3]]);
    expect(names('models')).toEqual([['bedrock.amazonaws.com InvokeModel\tanthropic.claude-sonnet-4', 2]]);
    expect(names('minutes')).toEqual([
      ['2026-03-01T10:05', 2],
      ['2026-03-01T10:06', 1],
    ]);
    expect(names('modelMinutes')).toEqual([['2026-03-01T10:05', 2]]);
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

  it('keeps groups of them whole or not at all, and merges to what one reading gives', () => {
    const minutes = fc.array(fc.tuple(fc.nat(30), fc.nat(9)), { maxLength: 120 });
    const hourly = (list: readonly (readonly [number, number])[]): Tally => {
      const tally = new Tally(16, (name) => name.split(':')[0] ?? '');
      for (const [hour, minute] of list) tally.add(`${hour}:${minute}`, hour * 60 + minute);
      return tally;
    };
    fc.assert(
      fc.property(minutes, minutes, minutes, (a, b, c) => {
        const whole = hourly([...c, ...a, ...b]);
        expect(said(Tally.merged(Tally.merged(hourly(a), hourly(b)), hourly(c)))).toEqual(said(whole));
        expect(said(Tally.merged(hourly(c), Tally.merged(hourly(b), hourly(a))))).toEqual(said(whole));
        const kept = new Set(whole.top(100).map(({ name }) => name));
        const hours = new Set([...kept].map((name) => name.split(':')[0]));
        for (const [hour, minute] of [...a, ...b, ...c])
          expect(kept.has(`${hour}:${minute}`)).toBe(hours.has(String(hour)));
        expect(kept.size).toBeLessThanOrEqual(16);
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
