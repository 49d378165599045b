import { instantOf, type Instant } from '../../model/index.ts';
import { classes } from '../classes.ts';
import type { ActivityEvent } from '../event.ts';
import { actionOf, clientOf, credentialOf, networkOf, targetsOf } from '../event-view.ts';
import { least, most, Tally, type Distinct } from './tally.ts';

export type Aspect =
  | 'actions'
  | 'targets'
  | 'networks'
  | 'clients'
  | 'credentials'
  | 'onBehalfOf'
  | 'deeds'
  | 'days';

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
  /** Events by hour of the week (0 is Monday’s first, UTC) and by minute of the hour: what runs by a clock stands out. */
  readonly #hours = new Map<number, number>();
  readonly #minutes = new Map<number, number>();

  /** `names`: how many are kept of each aspect; beyond it counts are samples and how many there were is an estimate. */
  constructor(names: number | Readonly<Record<Aspect, Tally>>) {
    this.#tallies = typeof names === 'number' ? eachAspect(() => new Tally(names)) : names;
  }

  add(event: ActivityEvent): void {
    const at = event.time;
    this.#events++;
    this.#outcomes[outcomeOf(event)]++;
    if (at === undefined) this.#undated++;
    else {
      this.#firstMs = least(this.#firstMs, at);
      this.#lastMs = most(this.#lastMs, at);
      bump(this.#hours, (Math.floor(at / 3_600_000) + 72) % 168);
      bump(this.#minutes, Math.floor(at / 60_000) % 60);
      this.#tallies.days.add(dayOf(at), at);
    }
    this.#tallies.actions.add(actionOf(event), at);
    this.#tallies.deeds.add(
      `${classes[event.class_uid].name}: ${event.activity_id === 99 ? 'Other' : (event.activity_name ?? event.activity_id)}`,
      at,
    );
    const targets = targetsOf(event);
    for (const target of targets) this.#tallies.targets.add(target, at);
    if (targets.length === 0) this.#untold.targets++;
    this.#note('networks', networkOf(event), at);
    this.#note('clients', clientOf(event), at);
    this.#note('credentials', credentialOf(event), at);
    const delegator = event.unmapped?.on_behalf_of;
    const name = delegator?.name ?? delegator?.uid;
    if (name !== undefined) this.#tallies.onBehalfOf.add(name, at);
  }

  #note(
    aspect: 'networks' | 'clients' | 'credentials',
    value: string | undefined,
    at: number | undefined,
  ): void {
    if (value === undefined) this.#untold[aspect]++;
    else this.#tallies[aspect].add(value, at);
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
      for (const aspect of ['targets', 'networks', 'clients', 'credentials'] as const)
        merged.#untold[aspect] += part.#untold[aspect];
      for (const [hour, count] of part.#hours) bump(merged.#hours, hour, count);
      for (const [minute, count] of part.#minutes) bump(merged.#minutes, minute, count);
    }
    return merged;
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

export interface AspectShown {
  readonly distinct: Distinct;
  readonly total: number;
  readonly names: readonly {
    readonly name: string;
    readonly count: number;
    readonly first: Instant | null;
    readonly last: Instant | null;
  }[];
}
export interface ProfileShown {
  readonly events: number;
  /** Events whose log told no time: they are in every count but those by time. */
  readonly undated: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  readonly outcomes: Readonly<Record<'success' | 'failure' | 'other' | 'unknown', number>>;
  /** How many events did not tell it. */
  readonly untold: Readonly<Record<'targets' | 'networks' | 'clients' | 'credentials', number>>;
  readonly hoursOfWeek: readonly number[];
  readonly minutesOfHour: readonly number[];
  readonly aspects: Readonly<Record<Aspect, AspectShown>>;
}

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

const eachAspect = <T>(of: (aspect: Aspect) => T): Readonly<Record<Aspect, T>> => ({
  actions: of('actions'),
  targets: of('targets'),
  networks: of('networks'),
  clients: of('clients'),
  credentials: of('credentials'),
  onBehalfOf: of('onBehalfOf'),
  deeds: of('deeds'),
  days: of('days'),
});

export function outcomeOf(event: ActivityEvent): 'success' | 'failure' | 'other' | 'unknown' {
  return event.status_id === 1
    ? 'success'
    : event.status_id === 2
      ? 'failure'
      : event.status_id === 99
        ? 'other'
        : 'unknown';
}

/** `2026-03-01`: written once for the events of a day that follow each other. */
let lastDay = { number: -1, text: '' };
function dayOf(ms: number): string {
  const number = Math.floor(ms / 86_400_000);
  if (lastDay.number !== number) lastDay = { number, text: instantOf(ms).slice(0, 10) };
  return lastDay.text;
}

const bump = (counts: Map<number, number>, key: number, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};
