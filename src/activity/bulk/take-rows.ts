import { classes } from '../classes.ts';
import type { ActivityEvent } from '../event.ts';
import { actorOf, type Actor } from '../event-view.ts';
import type { Aspect } from '../../model/index.ts';
import { countedOf, minuteName, dayName, type Times } from '../profile/aspects.ts';
import { Profile } from '../profile/profile.ts';
import { between } from './events-sql.ts';
import { actEvent, NotInBulk, originEvent, parsed, partsOf, whoEvent } from './part-events.ts';
import type { BulkRow } from './rows.ts';

/** What one identity did in a week, or all did together: counted by DuckDB, made by the code that counts single events. */
export interface BulkCounted {
  /** `all`: what everybody did together. */
  readonly of: 'one' | 'all';
  readonly actor: Actor | undefined;
  readonly week: number;
  readonly profile: Profile;
  readonly events: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly classes: ReadonlyMap<keyof typeof classes, number>;
}

export interface BulkTaken {
  readonly counted: Iterable<BulkCounted>;
  /** Events that are not counted: why, and how many; `row`: they are to be read one by one. */
  readonly odd: ReadonlyMap<string, number>;
}

const ofActs: ReadonlySet<Aspect> = new Set<Aspect>(['actions', 'deeds']);
const ofModels: ReadonlySet<Aspect> = new Set<Aspect>(['models', 'modelMinutes']);
const ofOrigins: ReadonlySet<Aspect> = new Set<Aspect>([
  'networks',
  'clients',
  'credentials',
  'onBehalfOf',
  'provenances',
  'credentialNetworks',
  'credentialClients',
  'credentialProvenances',
]);

/** More than these in one file are not held at once: it is read row by row. */
const mostIdentities = 20_000;

/** Makes profiles of the rows of one answer. Throws `NotInBulk` where the file is to be read row by row instead. */
export class BulkRows {
  readonly #names: number;
  readonly #isQuoted: boolean;
  readonly #all: One | undefined;
  readonly #who = new Map<number, ActivityEvent>();
  readonly #ones = new Map<string, One & { readonly id: number; readonly week: number }>();
  readonly #odd = new Map<string, number>();
  readonly #acts = new Map<string, Readonly<Record<string, unknown>>>();
  #origin: { key: string; counted: ReturnType<typeof countedOf> } | undefined;

  constructor(of: {
    readonly names: number;
    readonly namesOfAll: number | undefined;
    readonly isQuoted: boolean;
  }) {
    this.#names = of.names;
    this.#isQuoted = of.isQuoted;
    this.#all = of.namesOfAll === undefined ? undefined : newOne(of.namesOfAll);
  }

  add(row: BulkRow): void {
    switch (row.is) {
      case 'odd':
        if (row.odd !== null) this.#odd.set(row.odd, row.n);
        return;
      case 'held': {
        const of = partsOf(row.part, row.key, this.#isQuoted);
        if (row.part === 'who') whoEvent(of);
        else if (row.part === 'origin') originEvent(of);
        else actEvent(of, nobody);
        return;
      }
      case 'who':
        if (this.#who.has(row.id)) throw new NotInBulk('Two who share a hash.');
        if (this.#who.size >= mostIdentities) throw new NotInBulk('More identities than are told apart.');
        this.#who.set(row.id, whoEvent(partsOf('who', row.who, this.#isQuoted)));
        return;
      case 'act':
        return this.#addActs(row);
      case 'origin': {
        if (this.#origin?.key !== row.origin)
          this.#origin = {
            key: row.origin,
            counted: countedOf(originEvent(partsOf('origin', row.origin, this.#isQuoted))),
          };
        for (const { profile } of this.#both(row))
          profile.countAspects(this.#origin.counted, ofOrigins, timesOf(row));
        return;
      }
      case 'model': {
        const things = row.targets === '' ? [] : row.targets.split(between);
        const event = actEvent(
          this.#actOf(row.act),
          this.#whoOf(row.id),
          things.map((thing) => (this.#isQuoted ? parsed(thing) : thing)),
        );
        const counted = countedOf({ ...event, time: row.a });
        for (const { profile } of this.#both(row)) profile.countAspects(counted, ofModels, timesOf(row));
        return;
      }
      case 'hours':
        for (const { profile } of this.#both(row)) profile.countHours(row.hours, []);
        return;
      case 'past the hour':
        for (const { profile } of this.#both(row)) profile.countHours([], row.minutes);
        return;
      case 'days':
        for (const { profile } of this.#both(row))
          profile.countNames('days', sum(row.days), named(row.days, dayName));
        return;
      case 'minutes':
        this.#oneOf(row)?.profile.countNames('minutes', row.total, named(row.minutes, minuteName));
        return;
      case 'names':
        this.#oneOf(row)?.profile.countNames(
          row.aspect,
          row.total,
          row.names.map((each) => [each.name, timesOf(each)] as const),
        );
    }
  }

  #addActs(row: Extract<BulkRow, { is: 'act' }>): void {
    const event = actEvent(this.#actOf(row.act), this.#whoOf(row.id));
    const counted = countedOf(event);
    for (const one of this.#both(row)) {
      one.profile.countAspects(counted, ofActs, timesOf(row));
      one.profile.countEvents(counted.outcome, timesOf(row), row.untold);
      one.events += row.n;
      one.firstMs = Math.min(one.firstMs, row.a);
      one.lastMs = Math.max(one.lastMs, row.b);
      one.classes.set(event.class_uid, (one.classes.get(event.class_uid) ?? 0) + row.n);
    }
  }

  #actOf(key: string): Readonly<Record<string, unknown>> {
    let act = this.#acts.get(key);
    if (act === undefined) {
      act = partsOf('act', key, this.#isQuoted);
      if (this.#acts.size < 10_000) this.#acts.set(key, act);
    }
    return act;
  }

  #whoOf(id: number): ActivityEvent {
    const who = this.#who.get(id);
    if (who === undefined) throw new NotInBulk('Somebody who was not told.');
    return who;
  }

  *#both(of: { readonly id: number; readonly week: number }): Iterable<One> {
    const one = this.#oneOf(of);
    if (one !== undefined) yield one;
    if (this.#all !== undefined) yield this.#all;
  }

  #oneOf({ id, week }: { readonly id: number | null; readonly week: number | null }): One | undefined {
    if (id === null || week === null) return this.#all;
    const key = `${id} ${week}`;
    let one = this.#ones.get(key);
    if (one === undefined) this.#ones.set(key, (one = { ...newOne(this.#names), id, week }));
    return one;
  }

  taken(): BulkTaken {
    const counted: BulkCounted[] = [];
    for (const { id, ...one } of this.#ones.values())
      counted.push({ of: 'one', actor: actorOf(this.#whoOf(id)), ...one });
    if (this.#all !== undefined && this.#all.events > 0)
      counted.push({ of: 'all', actor: undefined, week: 0, ...this.#all });
    return { counted, odd: this.#odd };
  }
}

const nobody = whoEvent({});

interface One {
  readonly profile: Profile;
  readonly classes: Map<keyof typeof classes, number>;
  events: number;
  firstMs: number;
  lastMs: number;
}

const newOne = (names: number): One => ({
  profile: new Profile(names),
  classes: new Map(),
  events: 0,
  firstMs: Infinity,
  lastMs: -Infinity,
});

const timesOf = ({ n, a, b }: { readonly n: number; readonly a: number; readonly b: number }): Times => ({
  count: n,
  firstMs: a,
  lastMs: b,
});

type Spans = readonly (readonly [n: number, a: number, b: number])[];
const sum = (spans: Spans): number => spans.reduce((all, [n]) => all + n, 0);
function* named(spans: Spans, nameAt: (ms: number) => string): Iterable<readonly [string, Times]> {
  for (const [n, a, b] of spans) yield [nameAt(a), timesOf({ n, a, b })];
}
