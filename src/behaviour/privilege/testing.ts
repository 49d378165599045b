import {
  eachAspect,
  instantOf,
  type Aspect,
  type AspectShown,
  type BehaviourSeen,
  type ProfileShown,
} from '../../model/index.ts';

const start = Date.UTC(2026, 0, 1);
export const day = (n: number) => instantOf(start + n * 86_400_000);

const aspect = (names: Readonly<Record<string, number>>): AspectShown => ({
  distinct: { count: Object.keys(names).length, exact: true },
  total: Object.values(names).reduce((sum, count) => sum + count, 0),
  names: Object.entries(names).map(([name, count]) => ({ name, count, first: day(1), last: day(40) })),
});

/** A profile of these acts, each with how often it was done. */
export function profile(
  acts: Readonly<Record<string, number>>,
  more: Partial<Readonly<Record<Aspect, Readonly<Record<string, number>>>>> = {},
): ProfileShown {
  const of = (name: Aspect): AspectShown => aspect(name === 'acts' ? acts : (more[name] ?? {}));
  return {
    events: Object.values(acts).reduce((sum, count) => sum + count, 0),
    undated: 0,
    first: day(1),
    last: day(40),
    outcomes: { success: 0, failure: 0, other: 0, unknown: 0 },
    untold: { targets: 0, networks: 0, clients: 0, credentials: 0 },
    hoursOfWeek: [],
    minutesOfHour: [],
    aspects: eachAspect(of),
  };
}

/** What a log of this kind says, over a hundred days. */
export const seenIn = (
  format: string,
  acts: Readonly<Record<string, number>>,
  more: {
    readonly before?: ProfileShown;
    readonly recent?: ProfileShown;
    readonly denied?: Readonly<Record<string, number>>;
  } = {},
): BehaviourSeen => ({
  account: { entity: 'account', source: 's', key: 'a', name: 'a' },
  actors: ['a'],
  whole: profile(acts, { denied: more.denied ?? {} }),
  recent: more.recent ?? profile({}),
  before: more.before ?? profile(acts),
  recentDays: 7,
  from: day(0),
  until: day(100),
  logs: [{ name: 'the log', format, from: day(0), until: day(100) }],
});
