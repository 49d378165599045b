import type { Asked } from '../bulk/question.ts';
import { actorOf, isBeginning, tellsOf, type Actor } from '../event-view.ts';
import { ofLength } from '../profile/of-length.ts';
import { Profile } from '../profile/profile.ts';
import { least, most } from '../profile/tally.ts';
import type { Read } from '../read-activity.ts';
import { nothingTold, toldTogether, type ToldOfLog } from './told-of-log.ts';
import { undatedWeek, weekOf } from './weeks.ts';

/** Names kept of each aspect of what one identity did in one week. */
export const namesKept = 256;
/** Identities told apart in one log; events of those beyond are counted together. */
export const mostActors = 10_000;
/** An event may be this much ahead of the clock of whoever reads it; and so old, and no older, it may be. */
const aheadMs = 86_400_000;
const oldestMs = 3653 * 86_400_000;

const untimely = {
  future: 'An event of a time that has not come yet.',
  past: 'An event of more than ten years ago.',
};

export interface ActorSeen extends Actor {
  readonly format: string;
  events: number;
  firstMs: number | undefined;
  lastMs: number | undefined;
  readonly weeks: Map<number, Profile>;
}

/** What some files hold, in memory that is bounded by who is in them and by what is kept of each, not by events. */
export class Batch {
  readonly actors = new Map<string, ActorSeen>();
  /** What DuckDB is asked for of a file: each week apart, and only times that are taken here. */
  readonly asked: Asked;
  readonly #isTold: (key: string) => boolean;
  #told: ToldOfLog = nothingTold;
  #held = 0;
  #files = 0;
  #events = 0;
  #begun = 0;
  #undated = 0;
  #byNobody = 0;
  #byOthers = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;
  readonly #formats = new Map<string, number>();
  readonly #refused = new Map<string, { format: string | null; why: string; count: number }>();

  /** `isTold`: whether an identity that is not in this batch yet may still be told apart. */
  constructor(nowMs: number, isTold: (key: string) => boolean) {
    this.asked = {
      byWeek: true,
      names: namesKept,
      namesOfAll: undefined,
      sinceMs: nowMs - oldestMs,
      untilMs: nowMs + aheadMs,
    };
    this.#isTold = isTold;
  }

  /** Events since the last time that it was written. */
  get held(): number {
    return this.#held;
  }

  /** What it held of identities is kept elsewhere now; its counts stay. */
  written(): void {
    this.actors.clear();
    this.#held = 0;
  }

  /** Events that it counts. */
  get events(): number {
    return this.#told.events + this.#events;
  }

  add(read: Exclude<Read, { is: 'file' | 'unread' }>): void {
    switch (read.is) {
      case 'signal':
        return this.#refuse(read.format, 'A finding of another product: it is shown, and not kept.');
      case 'refused':
        return this.#refuse(read.format ?? null, read.why, read.count);
      case 'untimely':
        return this.#refuse(read.format, untimely[read.when], read.count);
      case 'begun':
        this.#begun += read.count;
        return;
      case 'counted':
        return this.#addCounted(read);
      case 'event':
        this.#addEvent(read);
    }
  }

  /** What one identity did in one week, counted elsewhere. */
  #addCounted(read: Extract<Read, { is: 'counted' }>): void {
    const { actor, format, week, profile } = read;
    const seen = this.#count(actor, format, read);
    if (seen === undefined) return;
    const before = seen.weeks.get(week);
    seen.weeks.set(week, before === undefined ? profile : Profile.merged(before, profile));
  }

  #addEvent({ event, format }: Extract<Read, { is: 'event' }>): void {
    if (isBeginning(event)) {
      this.#begun++;
      return;
    }
    const at = event.time;
    if (at !== undefined && at > this.asked.untilMs) return this.#refuse(format, untimely.future);
    if (at !== undefined && at < this.asked.sinceMs) return this.#refuse(format, untimely.past);
    if (at === undefined) this.#undated++;
    const week = at === undefined ? undatedWeek : weekOf(at);
    const other = tellsOf(event);
    if (other !== undefined)
      this.#profileOf(this.#seen(other.actor, format), week)?.addProvenance(
        other.provenance,
        other.credential,
        at,
      );
    const seen = this.#count(actorOf(event), format, { events: 1, firstMs: at, lastMs: at });
    this.#profileOf(seen, week)?.add(event);
  }

  /** Counts so many events, all of one actor; undefined where nobody is told whose profile they go into. */
  #count(
    actor: Actor | undefined,
    format: string,
    of: {
      readonly events: number;
      readonly firstMs: number | undefined;
      readonly lastMs: number | undefined;
    },
  ): ActorSeen | undefined {
    const { events, firstMs, lastMs } = of;
    this.#events += events;
    this.#held += events;
    this.#formats.set(format, (this.#formats.get(format) ?? 0) + events);
    this.#firstMs = least(this.#firstMs, firstMs);
    this.#lastMs = most(this.#lastMs, lastMs);
    if (actor === undefined) {
      this.#byNobody += events;
      return undefined;
    }
    const seen = this.#seen(actor, format);
    if (seen === undefined) {
      this.#byOthers += events;
      return undefined;
    }
    seen.events += events;
    seen.firstMs = least(seen.firstMs, firstMs);
    seen.lastMs = most(seen.lastMs, lastMs);
    return seen;
  }

  /** Undefined beyond as many identities as are told apart. */
  #seen(actor: Actor, format: string): ActorSeen | undefined {
    const key = fit(actor.key);
    const known = this.actors.get(key);
    if (known !== undefined || !this.#isTold(key)) return known;
    const seen: ActorSeen = {
      key,
      name: fit(actor.name),
      kind: fit(actor.kind),
      uid: actor.uid === undefined ? undefined : fit(actor.uid),
      email: actor.email === undefined ? undefined : fit(actor.email),
      account: actor.account === undefined ? undefined : fit(actor.account),
      format,
      events: 0,
      firstMs: undefined,
      lastMs: undefined,
      weeks: new Map(),
    };
    this.actors.set(key, seen);
    return seen;
  }

  #profileOf(seen: ActorSeen | undefined, week: number): Profile | undefined {
    if (seen === undefined) return undefined;
    const profile = seen.weeks.get(week) ?? new Profile(namesKept);
    seen.weeks.set(week, profile);
    return profile;
  }

  #refuse(format: string | null, why: string, count = 1): void {
    const key = JSON.stringify([format, why]);
    const before = this.#refused.get(key);
    if (before !== undefined) before.count += count;
    else this.#refused.set(this.#refused.size < 1000 ? key : '', { format, why, count });
  }

  /** A file came to its end. */
  endFile(): void {
    this.#files++;
  }

  /** What was counted since the last time, and counts anew. */
  takeTold(): ToldOfLog {
    const told = toldTogether(this.#told, {
      files: this.#files,
      events: this.#events,
      begun: this.#begun,
      undated: this.#undated,
      byNobody: this.#byNobody,
      byOthers: this.#byOthers,
      firstMs: this.#firstMs ?? null,
      lastMs: this.#lastMs ?? null,
      formats: [...this.#formats].map(([format, events]) => ({ format, events })),
      refused: [...this.#refused.values()],
    });
    this.#files = this.#events = this.#begun = this.#undated = this.#byNobody = this.#byOthers = 0;
    this.#firstMs = this.#lastMs = undefined;
    this.#formats.clear();
    this.#refused.clear();
    this.#told = nothingTold;
    return told;
  }

  /** Takes in all of another one. */
  absorb(other: Batch): void {
    for (const [key, theirs] of other.actors) {
      const own = this.actors.get(key);
      if (own === undefined) {
        this.actors.set(key, theirs);
        continue;
      }
      own.events += theirs.events;
      own.firstMs = least(own.firstMs, theirs.firstMs);
      own.lastMs = most(own.lastMs, theirs.lastMs);
      for (const [week, profile] of theirs.weeks) {
        const before = own.weeks.get(week);
        own.weeks.set(week, before === undefined ? profile : Profile.merged(before, profile));
      }
    }
    this.#held += other.held;
    this.#told = toldTogether(this.#told, other.takeTold());
  }
}

/** As a column takes it: no zero character, and so long and no longer. */
const fit = (text: string): string => ofLength(text, 500).replaceAll('\0', '\uFFFD').toWellFormed();
