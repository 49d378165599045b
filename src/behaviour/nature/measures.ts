import type { AspectShown, ProfileShown } from '../../model/index.ts';
import { rhythmOf, type Rhythm } from './rhythm.ts';

/** What of a profile says how its identity works; shares between 0 and 1. `null`: cannot be told from what was kept. */
export interface Measures {
  readonly events: number;
  readonly days: number;
  readonly rhythm: Rhythm;
  /** The better of beat and recurrence. */
  readonly regular: number | null;
  /** As many equally frequent actions would be as diverse (the exponential of the entropy); calls of models are left out. */
  readonly diversity: number | null;
  readonly actions: number;
  readonly perMinute: number;
  /** The longest stretch of hours of the day in which next to nothing happens. */
  readonly quietHours: number;
  readonly weekend: number;
  readonly errors: number | null;
  readonly browser: number | null;
  readonly models: {
    readonly calls: number;
    readonly minutes: number;
    /** Share of those minutes in which, or in the minute after which, something else was done. */
    readonly near: number | null;
  };
  readonly forWhom: number;
  /** It is told to come from what only programs come from: a repository, a pod, a function. The first of those. */
  readonly machine: string | null;
  /** Each run has a credential of its own: how many there are for a session, and how long one is used, in minutes. */
  readonly credentials: { readonly perSession: number; readonly life: number } | null;
}

/** An hour of the day with less than this share of all events is quiet. */
const nextToNothing = 0.01;
const machines = /^(subject|repository|workflow|workload|image|pod|node|instance|function) /;
const browsers = /^(Chrome|Firefox|Safari|Edg|OPR)\/|console|signin\.amazonaws/i;

export function measuresOf(profile: ProfileShown): Measures {
  const { aspects } = profile;
  const rhythm = rhythmOf(aspects.minutes);
  const dated = profile.events - profile.undated;
  const { success, failure } = profile.outcomes;
  return {
    events: profile.events,
    days: aspects.days.distinct.count,
    rhythm,
    regular:
      rhythm.beat === null && rhythm.recurs === null
        ? null
        : Math.max(rhythm.beat?.share ?? 0, rhythm.recurs ?? 0),
    diversity: diversityOf(aspects.actions, aspects.models),
    actions: aspects.actions.distinct.count,
    perMinute: dated / Math.max(1, aspects.minutes.distinct.count),
    quietHours: quietHoursOf(profile.hoursOfWeek),
    weekend: share(sum(profile.hoursOfWeek.slice(120)), dated),
    errors: success + failure === 0 ? null : failure / (success + failure),
    browser:
      aspects.clients.total === 0 || !isWhole(aspects.clients)
        ? null
        : share(
            sum(aspects.clients.names.filter(({ name }) => browsers.test(name)).map(({ count }) => count)),
            profile.events,
          ),
    models: modelsOf(profile),
    forWhom: aspects.onBehalfOf.distinct.count,
    machine: aspects.provenances.names.find(({ name }) => machines.test(name))?.name ?? null,
    credentials: credentialsOf(aspects.credentials, rhythm),
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const isWhole = ({ distinct, names }: AspectShown): boolean =>
  distinct.exact && names.length === distinct.count;

/** A sample of the names says nothing of the whole: then it is not told. */
function diversityOf(actions: AspectShown, models: AspectShown): number | null {
  if (!isWhole(actions)) return null;
  const called = new Set(models.names.map(({ name }) => name.split('\t')[0]));
  const counts = actions.names.filter(({ name }) => !called.has(name)).map(({ count }) => count);
  const all = sum(counts);
  return all === 0 ? 0 : Math.exp(-sum(counts.map((count) => (count / all) * Math.log(count / all))));
}

function quietHoursOf(hoursOfWeek: readonly number[]): number {
  const ofDay = Array.from({ length: 24 }, (_, hour) =>
    sum(hoursOfWeek.filter((__, at) => at % 24 === hour)),
  );
  const most = sum(ofDay) * nextToNothing;
  let longest = 0;
  for (let start = 0; start < 24; start++) {
    let length = 0;
    while (length < 24 && (ofDay[(start + length) % 24] ?? 0) <= most) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

function modelsOf({ aspects }: ProfileShown): Measures['models'] {
  const active = new Map(aspects.minutes.names.map(({ name, count }) => [name, count]));
  const ofModels = new Map(aspects.modelMinutes.names.map(({ name, count }) => [name, count]));
  const others = (minute: string): number => (active.get(minute) ?? 0) - (ofModels.get(minute) ?? 0);
  // a model's minute is one of all; where it is not kept as such, its hour is not in the sample
  const judged = [...ofModels.keys()].filter((minute) => active.has(minute));
  const near = judged.filter((minute) => others(minute) > 0 || others(nextMinute(minute)) > 0);
  return {
    calls: aspects.models.total,
    minutes: aspects.modelMinutes.distinct.count,
    near: judged.length === 0 ? null : near.length / judged.length,
  };
}

function nextMinute(minute: string): string {
  const ms = Date.parse(`${minute}:00Z`);
  return Number.isFinite(ms) ? new Date(ms + 60_000).toISOString().slice(0, 16) : '';
}

function credentialsOf(credentials: AspectShown, { sessions }: Rhythm): Measures['credentials'] {
  if (sessions === null || credentials.names.length === 0 || !isWhole(credentials)) return null;
  const lives = credentials.names
    .map(({ first, last }) =>
      first === null || last === null ? 0 : (Date.parse(last) - Date.parse(first)) / 60_000,
    )
    .toSorted((a, b) => a - b);
  return {
    perSession: credentials.distinct.count / sessions.count,
    life: lives[Math.floor(lives.length / 2)] ?? 0,
  };
}
