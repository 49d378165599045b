import { describe, expect, it } from 'vitest';
import { Profile } from '../../activity/profile/profile.ts';
import { mapped } from '../../activity/read-activity.ts';
import { instantOf, type BehaviourSeen } from '../../model/index.ts';
import { changesOf, type Changes } from './changes-of.ts';
import { peersAmong } from './peers.ts';
import { bitsOf, chanceOfNew } from './rarity.ts';
import { addedBy, usualAmong } from './usual.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-05T00:00:00Z');
const unknown = () => undefined;

interface Act {
  readonly day: number;
  readonly action?: string;
  readonly target?: string;
  readonly network?: string;
  readonly client?: string;
  readonly hour?: number;
  readonly minute?: number;
  readonly denied?: boolean;
}

const profileOf = (acts: readonly Act[]): Profile => {
  const profile = new Profile(1024);
  for (const act of acts) {
    const result = mapped(
      {
        eventSource: 's3.amazonaws.com',
        eventName: 'GetObject',
        ...(act.action === undefined
          ? {}
          : { eventSource: act.action.split(' ')[0], eventName: act.action.split(' ')[1] }),
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ci', accessKeyId: 'AKIA1' },
        requestParameters: { name: act.target ?? 'orders' },
        sourceIPAddress: act.network ?? '198.51.100.7',
        userAgent: act.client ?? 'aws-sdk/2',
        eventTime: new Date(
          start + act.day * day + (act.hour ?? 10) * 3_600_000 + (act.minute ?? 5) * 60_000,
        ).toISOString(),
        ...(act.denied === true ? { errorCode: 'AccessDenied' } : {}),
      },
      { fingerprint: () => 'fingerprint' },
    );
    if (result.is === 'event') profile.add(result.event);
  }
  return profile;
};

/** 42 days; the last 7 are the window. */
const seenOf = (acts: readonly Act[]): BehaviourSeen => {
  const until = 42;
  const recent = profileOf(acts.filter((act) => act.day >= until - 7));
  const before = profileOf(acts.filter((act) => act.day < until - 7));
  return {
    account: { entity: 'account', source: 'acme-aws', key: 'ci', name: 'ci' },
    actors: ['ci'],
    whole: Profile.merged(before, recent).shown(1024),
    recent: recent.shown(1024),
    before: before.shown(1024),
    recentDays: 7,
    from: instantOf(start),
    until: instantOf(start + until * day),
    logs: [],
  };
};
const everyDay = Array.from({ length: 42 }, (_, n): Act => ({ day: n }));
const told = (acts: readonly Act[]): Changes =>
  changesOf({ seen: seenOf(acts), levelOf: unknown, peers: null });
const kinds = (changes: Changes): readonly string[] | string =>
  changes.is === 'told' ? changes.anomalies.map(({ kind }) => kind) : changes.why;

describe('what changed', () => {
  it('is nothing where the last days are like the others', () => {
    expect(told(everyDay)).toEqual({ is: 'told', anomalies: [], bits: 0, untold: [] });
  });

  it('tells a first sensitive act from a new place, with its numbers and what would make it ordinary', () => {
    const changes = told([
      ...everyDay,
      {
        day: 40,
        action: 'iam.amazonaws.com CreateAccessKey',
        target: 'backup',
        network: '203.0.113.9',
        client: 'curl/8',
      },
    ]);
    if (changes.is !== 'told') throw new Error(changes.why);
    expect(changes.anomalies[0]).toMatchObject({
      kind: 'sensitive-first',
      what: 'First use of iam.amazonaws.com CreateAccessKey; in the 23 days before none came new.',
      since: '2026-02-14T10:05:00.000Z',
      ordinary: 'A change of its task that somebody asked for, named with these actions.',
      restsOn: [{ aspect: 'actions', name: 'iam.amazonaws.com CreateAccessKey' }],
    });
    expect(kinds(changes)).toEqual(expect.arrayContaining(['new-network', 'new-client', 'new-actions']));
    expect(changes.bits).toBeGreaterThan(11.5);
  });

  it('keeps its sentences short whatever a log calls things, and takes any name for a name', () => {
    const changes = told([
      ...everyDay,
      ...['x'.repeat(4000), '__proto__', 'constructor', 'y'.repeat(4000)].map((name, n): Act => ({
        day: 41,
        hour: n,
        client: name,
        target: name,
        action: `iam.amazonaws.com Create${name}User`,
      })),
    ]);
    if (changes.is !== 'told') throw new Error(changes.why);
    expect(changes.anomalies.map(({ kind }) => kind)).toContain('new-client');
    expect(Math.max(...changes.anomalies.map(({ what }) => what.length))).toBeLessThan(800);
  });

  it('takes a new version of the same program for no other program', () => {
    expect(kinds(told([...everyDay, { day: 40, client: 'aws-sdk/3' }]))).toEqual([]);
  });

  it('counts less what its peers do', () => {
    const seen = seenOf([
      ...everyDay,
      { day: 40, action: 'sqs.amazonaws.com SendMessage' },
      { day: 40, action: 'sqs.amazonaws.com ReceiveMessage' },
    ]);
    const others = seenOf([
      ...everyDay,
      { day: 3, action: 'sqs.amazonaws.com SendMessage' },
      { day: 3, action: 'sqs.amazonaws.com ReceiveMessage' },
    ]);
    const peersOf = peersAmong(
      new Map(Array.from({ length: 12 }, (_, n) => [`p${n}`, n === 0 ? seen.before : others.before])),
    );
    const bits = (peers: ReturnType<typeof peersOf>): number => {
      const changes = changesOf({ seen, levelOf: unknown, peers });
      return changes.is === 'told' ? changes.bits : Number.NaN;
    };
    expect(bits(peersOf('p0'))).toBeLessThan(bits(null));
    expect(peersOf('nobody')).toBeNull();
  });

  it('tells ten times as much as ever, and a night in which it never worked', () => {
    const burst = Array.from({ length: 12 }, (): Act => ({ day: 41 }));
    expect(kinds(told([...everyDay, ...burst]))).toEqual(['rate']);
    expect(kinds(told([...everyDay, { day: 41, hour: 3, minute: 5 }]))).toContain('schedule');
  });

  it('tells when something that ran by a clock does not any more', () => {
    expect(
      kinds(told([...everyDay, { day: 41, minute: 20 }, { day: 41, minute: 33 }, { day: 41, minute: 48 }])),
    ).toContain('clock');
  });

  it('tells refusals that are new', () => {
    const tries = Array.from({ length: 6 }, (_, n): Act => ({ day: 41, target: `vault-${n}`, denied: true }));
    expect(kinds(told([...everyDay, ...tries]))).toContain('denied');
  });

  it('cannot tell where too little came before, and says how little', () => {
    expect(kinds(told(everyDay.slice(30)))).toBe(
      'It was first seen 5 days before; to say what is usual takes 14.',
    );
    expect(kinds(told(everyDay.slice(36)))).toBe('It was not seen before these days.');
    expect(kinds(told([{ day: 0 }, { day: 9 }, { day: 40 }]))).toBe(
      'It acted on 2 days before; to say what is usual takes 5.',
    );
  });

  it('says that it cannot know what is new where not all names before are kept', () => {
    const seen = seenOf([...everyDay, { day: 41, target: 'x' }]);
    const cut = {
      ...seen,
      before: {
        ...seen.before,
        aspects: {
          ...seen.before.aspects,
          targets: { ...seen.before.aspects.targets, distinct: { count: 5000, exact: false } },
        },
      },
    };
    const changes = changesOf({ seen: cut, levelOf: unknown, peers: null });
    expect(changes.is === 'told' && changes.untold).toEqual([
      'Of its things acted on before only 1 of about 5000 are kept: whether one is new is not known.',
    ]);
  });
});

describe('how unusual', () => {
  it('is less after a short history, and less where such things come by themselves', () => {
    const chance = (known: number, knownDays: number, usually: number): number =>
      chanceOfNew(1, 7, { known, knownDays, usually });
    expect(chance(0, 20, 1 / 60)).toBeGreaterThan(chance(0, 200, 1 / 60));
    expect(chance(0, 20, 1 / 6)).toBeGreaterThan(chance(0, 20, 1 / 600));
    expect(chance(4, 30, 1 / 600)).toBeGreaterThan(0.5);
  });

  it('is a probability, however many there are', () => {
    for (const n of [0, 1, 7, 400, 100_000])
      for (const known of [0, 3, 5000]) {
        const chance = chanceOfNew(n, 7, { known, knownDays: 30, usually: 0.01 });
        expect(chance >= 0 && chance <= 1).toBe(true);
        expect(bitsOf(chance)).toBeLessThanOrEqual(16);
      }
  });

  it('is learnt from accounts of its kind', () => {
    const moves = everyDay.map((act): Act => ({ ...act, network: `198.51.${act.day}.1` }));
    const added = addedBy(seenOf(moves), unknown);
    if (added === null) throw new Error('too short');
    const usual = usualAmong(Array.from({ length: 40 }, () => added));
    expect(usual['new-network']).toBeGreaterThan(0.7);
    expect(usual['new-client']).toBeLessThan(1 / 100);
  });
});
