import type { EstateRef } from './finding.ts';
import type { NatureView, ProvenanceView } from './nature.ts';
import type { ProfileShown } from './profile.ts';
import type { Instant } from './time.ts';

/** A log, and the time that its own events cover; null where none of them tells a time. */
export interface LogSeen {
  readonly name: string;
  readonly format: string;
  readonly from: Instant | null;
  readonly until: Instant | null;
}

/**
 * What logs say of one account: as much as was read. Where no log was read that would show an account there is no such
 * value at all: that is “cannot tell”, and never “unused”. Names in aspects are as the log writes them, actions as
 * `iam.amazonaws.com CreateUser`, `acts` and `denied` with a tab before the target.
 */
export interface BehaviourSeen {
  readonly account: EstateRef;
  /** How the logs name it. */
  readonly actors: readonly string[];
  /** All that was read. */
  readonly whole: ProfileShown;
  /** The last `recentDays` before `until`, and what came before them: `whole` is both, merged. */
  readonly recent: ProfileShown;
  readonly before: ProfileShown;
  readonly recentDays: number;
  /** What the logs cover, by their own events. */
  readonly from: Instant;
  readonly until: Instant;
  readonly logs: readonly LogSeen[];
}

/** What logs say of an account as rules look at it: in short, beside what engines conclude of it. */
export interface BehaviourView {
  readonly events: number;
  readonly failures: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** What the logs that would show it cover. */
  readonly from: Instant;
  readonly until: Instant;
  readonly logs: readonly string[];
  /** How it works and where it comes from; absent: nobody looked. */
  readonly nature?: NatureView;
  readonly provenance?: ProvenanceView;
  /** What it did by its effect; null: more than was kept; absent: nobody looked. */
  readonly effect?: EffectView | null;
  /** How its last days differ from what came before; null: nobody can tell; absent: nobody looked. */
  readonly changes?: ChangesView | null;
}

/** How unusual it is what an account did lately, in halvings of chance, beside from how many on it is worth a finding. */
export interface ChangesView {
  readonly bits: number;
  readonly worthFrom: number;
  /** In sentences with their numbers, the rarest first; a few. */
  readonly reasons: readonly {
    readonly kind: string;
    readonly what: string;
    readonly since: Instant | null;
  }[];
}

/** How often it only looked, and how often it changed something or tried to. */
export interface EffectView {
  readonly looks: number;
  readonly changes: number;
}
