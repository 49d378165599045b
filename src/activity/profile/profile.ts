import {
  eachAspect,
  instantOf,
  type Aspect,
  type AspectShown,
  type Instant,
  type ProfileShown,
} from '../../model/index.ts';
import type { ActivityEvent } from '../event.ts';
import {
  aspectNames,
  countedOf,
  emptyTally,
  longestName,
  withCredential,
  type Counted,
  type Times,
} from './aspects.ts';
import { ofLength } from './of-length.ts';
import { stateVersion, type ProfileState } from './state.ts';
import { least, most, Tally } from './tally.ts';

/**
 * What one identity did, from its events: which actions on what, from where, by which client and credential, for whom, in
 * which hours of the week, with which outcome. Merging two is exactly associative and commutative, so logs may be read in
 * pieces and in any order. What events did not tell is counted beside what they did: `untold`.
 */
export class Profile {
  #events = 0;
  #undated = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;
  readonly #outcomes = { success: 0, failure: 0, other: 0, unknown: 0 };
  readonly #untold = { targets: 0, networks: 0, clients: 0, credentials: 0 };
  readonly #tallies: Readonly<Record<Aspect, Tally>>;
  readonly #inOrder: readonly Tally[];
  /** Events by hour of the week (0 is Monday’s first, UTC) and by minute of the hour: what runs by a clock stands out. */
  readonly #hours = new Map<number, number>();
  readonly #minutes = new Map<number, number>();

  /** `names`: how many are kept of each aspect; beyond it counts are samples and how many there were is an estimate. */
  constructor(names: number | Readonly<Record<Aspect, Tally>>) {
    this.#tallies = typeof names === 'number' ? eachAspect((aspect) => emptyTally(aspect, names)) : names;
    this.#inOrder = aspectNames.map((aspect) => this.#tallies[aspect]);
  }

  add(event: ActivityEvent): void {
    this.count(countedOf(event));
  }

  /** Adds an event of which it was worked out already what it adds. */
  count({ at, outcome, names }: Counted): void {
    this.#events++;
    this.#outcomes[outcome]++;
    if (at === undefined) this.#undated++;
    else {
      this.#firstMs = least(this.#firstMs, at);
      this.#lastMs = most(this.#lastMs, at);
      bump(this.#hours, (Math.floor(at / 3_600_000) + 72) % 168);
      bump(this.#minutes, Math.floor(at / 60_000) % 60);
    }
    for (let n = 0; n < aspectNames.length; n++) {
      const told = names[n] ?? [];
      const tally = this.#inOrder[n];
      if (tally !== undefined) for (const name of told) tally.add(name, at);
      if (told.length > 0) continue;
      const aspect = askedInOrder[n];
      if (aspect !== undefined) this.#untold[aspect]++;
    }
  }

  /** Adds what many events tell of some aspects alone, all told alike. */
  countAspects(counted: Counted, of: ReadonlySet<Aspect>, times: Times): void {
    for (const [n, aspect] of aspectNames.entries()) {
      if (!of.has(aspect)) continue;
      const told = counted.names[n] ?? [];
      for (const name of told) this.#tallies[aspect].addSpan(name, times);
      const untold = askedInOrder[n];
      if (told.length === 0 && untold !== undefined) this.#untold[untold] += times.count;
    }
  }

  /** Adds events by outcome, of which so many tell nothing that they were done on. */
  countEvents(outcome: Counted['outcome'], { count, firstMs, lastMs }: Times, withoutTarget: number): void {
    this.#events += count;
    this.#outcomes[outcome] += count;
    this.#firstMs = least(this.#firstMs, firstMs);
    this.#lastMs = most(this.#lastMs, lastMs);
    this.#untold.targets += withoutTarget;
  }

  /** When these events were, of which nothing else is counted here: by hour of the week, and by minute of the hour. */
  countHours(hours: Pairs, minutes: Pairs): void {
    for (const [hour, count] of hours) bump(this.#hours, hour, count);
    for (const [minute, count] of minutes) bump(this.#minutes, minute, count);
  }

  /** Adds to an aspect names that were counted elsewhere; `total`: of those too that were not handed on. */
  countNames(aspect: Aspect, total: number, names: Iterable<readonly [string, Times]>): void {
    let given = 0;
    const tally = this.#tallies[aspect];
    for (const [name, times] of names) {
      given += times.count;
      tally.addSpan(name, times);
    }
    tally.addOthers(total - given);
  }

  /** Where it comes from, told by an event that is another's: it is counted there, and here is no event. */
  addProvenance(provenance: readonly string[], credential: string | undefined, at: number | undefined): void {
    const add = (aspect: Aspect, name: string): void => {
      this.#tallies[aspect].add(ofLength(name, longestName), at);
    };
    for (const name of provenance) add('provenances', name);
    for (const pair of withCredential(credential, provenance)) add('credentialProvenances', pair);
  }

  /** The profile of both logs together; neither is changed. */
  static merged(a: Profile, b: Profile): Profile {
    const merged = new Profile(eachAspect((aspect) => Tally.merged(a.#tallies[aspect], b.#tallies[aspect])));
    for (const part of [a, b]) {
      merged.#events += part.#events;
      merged.#undated += part.#undated;
      merged.#firstMs = least(merged.#firstMs, part.#firstMs);
      merged.#lastMs = most(merged.#lastMs, part.#lastMs);
      for (const status of ['success', 'failure', 'other', 'unknown'] as const)
        merged.#outcomes[status] += part.#outcomes[status];
      for (const aspect of asked) merged.#untold[aspect] += part.#untold[aspect];
      for (const [hour, count] of part.#hours) bump(merged.#hours, hour, count);
      for (const [minute, count] of part.#minutes) bump(merged.#minutes, minute, count);
    }
    return merged;
  }

  /** A profile as it was written down, keeping as many names of an aspect as it is to keep from then on. */
  static fromState(names: number, state: ProfileState): Profile {
    const profile = new Profile(
      eachAspect((aspect) => emptyTally(aspect, names).with(state.aspects[aspect])),
    );
    profile.#events = state.events;
    profile.#undated = state.undated;
    profile.#firstMs = state.first ?? undefined;
    profile.#lastMs = state.last ?? undefined;
    Object.assign(profile.#outcomes, state.outcomes);
    Object.assign(profile.#untold, state.untold);
    for (const [hour, count] of state.hours) profile.#hours.set(hour, count);
    for (const [minute, count] of state.minutes) profile.#minutes.set(minute, count);
    return profile;
  }

  /** All of it as plain values, the same for the same events in any order. */
  toState(): ProfileState {
    return {
      version: stateVersion,
      events: this.#events,
      undated: this.#undated,
      first: this.#firstMs ?? null,
      last: this.#lastMs ?? null,
      outcomes: { ...this.#outcomes },
      untold: { ...this.#untold },
      hours: [...this.#hours].sort(([a], [b]) => a - b),
      minutes: [...this.#minutes].sort(([a], [b]) => a - b),
      aspects: eachAspect((aspect) => this.#tallies[aspect].toState()),
    };
  }

  get events(): number {
    return this.#events;
  }

  /** The profile as plain values, with at most `most` names of each aspect. */
  shown(mostNames: number): ProfileShown {
    return {
      events: this.#events,
      undated: this.#undated,
      first: this.#firstMs === undefined ? null : instantOf(this.#firstMs),
      last: this.#lastMs === undefined ? null : instantOf(this.#lastMs),
      outcomes: { ...this.#outcomes },
      untold: { ...this.#untold },
      hoursOfWeek: Array.from({ length: 168 }, (_, hour) => this.#hours.get(hour) ?? 0),
      minutesOfHour: Array.from({ length: 60 }, (_, minute) => this.#minutes.get(minute) ?? 0),
      aspects: shownOf(this.#tallies, mostNames),
    };
  }
}

type Pairs = readonly (readonly [at: number, count: number])[];

const instantOrNull = (ms: number | undefined): Instant | null => (ms === undefined ? null : instantOf(ms));

const shownOf = (
  tallies: Readonly<Record<Aspect, Tally>>,
  mostNames: number,
): Readonly<Record<Aspect, AspectShown>> =>
  eachAspect((aspect) => ({
    distinct: tallies[aspect].distinct(),
    total: tallies[aspect].total,
    names: tallies[aspect].top(mostNames).map(({ name, count, firstMs, lastMs }) => ({
      name,
      count,
      first: instantOrNull(firstMs),
      last: instantOrNull(lastMs),
    })),
  }));

const asked = ['targets', 'networks', 'clients', 'credentials'] as const;
const askedInOrder = aspectNames.map((aspect) => asked.find((each) => each === aspect));

const bump = (counts: Map<number, number>, key: number, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};
