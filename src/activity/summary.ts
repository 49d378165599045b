import type { ProfileShown } from '../model/index.ts';
import { classes } from './classes.ts';
import type { ActivityEvent } from './event.ts';
import { actorOf, isBeginning, namesOf, tellsOf, type Actor } from './event-view.ts';
import type { Asked } from './bulk/question.ts';
import { countedOf } from './profile/aspects.ts';
import { Profile } from './profile/profile.ts';
import type { Read } from './read-activity.ts';
import type { Signal } from './signal.ts';
import { Signals, type SignalSeen } from './signals.ts';

/** Identities that are told apart in one run; events of later ones are counted together. */
const mostIdentities = 10_000;
/** Names kept of each aspect: of one of many identities, and of all together or of the one that is asked for. */
const namesOfEach = 64;
const namesOfOne = 1024;
/** What a summary asks of DuckDB: of everybody all of the time. */
export const inSummary: Asked = {
  byWeek: false,
  names: namesOfEach,
  namesOfAll: namesOfOne,
  sinceMs: 0,
  untilMs: Number.MAX_SAFE_INTEGER,
};
/** Different reasons and unread files that are told one by one. */
const mostReasons = 100;

export interface IdentitySeen {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly account: string | null;
  readonly profile: ProfileShown;
}

/** What some logs hold, as plain values. */
export interface ActivitySummary {
  readonly files: number;
  readonly events: number;
  /** Calls of which only the beginning is counted here: their ends are events of their own. */
  readonly begun: number;
  readonly formats: Readonly<Record<string, number>>;
  readonly classes: Readonly<Record<string, number>>;
  readonly refused: readonly {
    readonly format: string | null;
    readonly why: string;
    readonly count: number;
  }[];
  /** Files by why they could not be read; a file of another kind among logs is no log, and no fault. */
  readonly unread: readonly {
    readonly code: string;
    readonly why: string;
    readonly next: string | null;
    readonly files: number;
    /** The first few of them. */
    readonly paths: readonly string[];
  }[];
  /** What products say of somebody, the most severe first; `count` is of all. */
  readonly signals: { readonly count: number; readonly shown: readonly SignalSeen[] };
  readonly all: ProfileShown;
  readonly identities: { readonly count: number; readonly shown: readonly IdentitySeen[] };
  /** Events of which nobody is told to have done them, and of identities beyond those that are told apart. */
  readonly byNobody: number;
  readonly byOthers: number;
}

/** Counts what reading gives, in memory that is bounded by identities, not by events. */
export class Summary {
  readonly #who: string | undefined;
  #files = 0;
  #events = 0;
  #begun = 0;
  #byNobody = 0;
  #byOthers = 0;
  readonly #formats = new Map<string, number>();
  readonly #classes = new Map<string, number>();
  readonly #refused = new Map<string, { format: string | null; why: string; count: number }>();
  readonly #unread = new Map<string, ActivitySummary['unread'][number]>();
  readonly #signals = new Signals();
  #all = new Profile(namesOfOne);
  readonly #identities = new Map<string, Actor & { profile: Profile }>();

  /** `who`: only events of whoever goes by this name, id, address or session are counted as events. */
  constructor(who?: string) {
    this.#who = who?.toLowerCase();
  }

  add(read: Read): void {
    switch (read.is) {
      case 'file':
        this.#files++;
        return;
      case 'unread': {
        const { code, message, next } = read.fault;
        const key = this.#unread.size < mostReasons || this.#unread.has(message) ? message : 'Other reasons.';
        const before = this.#unread.get(key);
        this.#unread.set(key, {
          code: before?.code ?? code,
          why: key,
          next: before === undefined ? (next ?? null) : before.next,
          files: (before?.files ?? 0) + 1,
          paths: [...(before?.paths ?? []), read.path].slice(0, 3),
        });
        return;
      }
      case 'refused': {
        const key = `${read.format ?? ''} ${read.why}`;
        const before = this.#refused.get(key);
        const count = read.count ?? 1;
        if (before !== undefined) before.count += count;
        else if (this.#refused.size < mostReasons)
          this.#refused.set(key, { format: read.format ?? null, why: read.why, count });
        else
          this.#refused.set('…', {
            format: null,
            why: 'Other reasons.',
            count: (this.#refused.get('…')?.count ?? 0) + count,
          });
        return;
      }
      case 'signal':
        if (this.#isNamed(read.signal)) this.#signals.add(read.signal);
        return;
      case 'event':
        if (this.#isAskedFor(read.event)) this.#addEvent(read.format, read.event);
        return;
      case 'begun':
        bump(this.#formats, read.format, read.count);
        this.#begun += read.count;
        return;
      case 'untimely':
        return;
      case 'counted':
        this.#addCounted(read);
    }
  }

  /** What one identity, or all, did, counted elsewhere. */
  #addCounted({
    of,
    actor,
    format,
    events,
    classes: ofClasses,
    profile,
  }: Extract<Read, { is: 'counted' }>): void {
    if (of === 'all') {
      this.#all = Profile.merged(this.#all, profile);
      return;
    }
    bump(this.#formats, format, events);
    this.#events += events;
    for (const [uid, many] of ofClasses) bump(this.#classes, classes[uid].name, many);
    const known = this.#whose(actor, events);
    if (known !== undefined) known.profile = Profile.merged(known.profile, profile);
  }

  #isAskedFor(event: ActivityEvent): boolean {
    return this.#who === undefined || namesOf(event).some((name) => name.toLowerCase() === this.#who);
  }

  #isNamed({ who }: Signal): boolean {
    return this.#who === undefined || who.some((name) => name.toLowerCase() === this.#who);
  }

  #addEvent(format: string, event: ActivityEvent): void {
    bump(this.#formats, format, 1);
    if (isBeginning(event)) {
      this.#begun++;
      return;
    }
    this.#events++;
    bump(this.#classes, classes[event.class_uid].name, 1);
    const counted = countedOf(event);
    this.#all.count(counted);
    const other = tellsOf(event);
    if (other !== undefined)
      this.#identityOf(other.actor)?.profile.addProvenance(other.provenance, other.credential, event.time);
    this.#whose(actorOf(event), 1)?.profile.count(counted);
  }

  /** Into whose profile so many events go; undefined: they are nobody's, or of one who is not told apart. */
  #whose(actor: Actor | undefined, events: number): { profile: Profile } | undefined {
    const known = actor === undefined ? undefined : this.#identityOf(actor);
    if (actor === undefined) this.#byNobody += events;
    else if (known === undefined) this.#byOthers += events;
    return known;
  }

  /** Undefined beyond as many identities as are told apart. */
  #identityOf(actor: Actor): { profile: Profile } | undefined {
    const known = this.#identities.get(actor.key);
    if (known === undefined && this.#identities.size >= mostIdentities) return undefined;
    // whichever of its events comes first: of several names the same one is shown
    if (known !== undefined && !isBefore(actor, known)) return known;
    const profile = known?.profile ?? new Profile(this.#who === undefined ? namesOfEach : namesOfOne);
    const shown = { ...actor, profile };
    this.#identities.set(actor.key, shown);
    return shown;
  }

  /** The busiest `identities` of them, each with at most `names` names of an aspect. */
  shown(limits: { readonly identities: number; readonly names: number }): ActivitySummary {
    // those of whom others' events only tell where they come from did nothing here
    const acted = [...this.#identities.values()].filter(({ profile }) => profile.events > 0);
    return {
      files: this.#files,
      events: this.#events,
      begun: this.#begun,
      formats: Object.fromEntries(this.#formats),
      classes: Object.fromEntries(this.#classes),
      refused: [...this.#refused.values()].sort((a, b) => b.count - a.count),
      unread: [...this.#unread.values()],
      signals: this.#signals.shown(limits.identities, [...this.#identities.values()]),
      all: this.#all.shown(limits.names),
      identities: {
        count: acted.length,
        shown: acted
          .sort((a, b) => b.profile.events - a.profile.events || (a.key < b.key ? -1 : 1))
          .slice(0, limits.identities)
          .map(({ key, name, kind, account, profile }) => ({
            key,
            name,
            kind,
            account: account ?? null,
            profile: profile.shown(limits.names),
          })),
      },
      byNobody: this.#byNobody,
      byOthers: this.#byOthers,
    };
  }
}

const bump = (counts: Map<string, number>, key: string, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

function isBefore(a: Actor, b: Actor): boolean {
  for (const part of ['name', 'kind', 'account', 'uid', 'email'] as const) {
    const [one = '', other = ''] = [a[part], b[part]];
    if (one !== other) return one < other;
  }
  return false;
}
