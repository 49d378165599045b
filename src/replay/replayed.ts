import type { Breach } from './breach.ts';
import type { Entity } from './fields.ts';
import type { Link, Thing } from './inventory.ts';

/** What a breach would be here: all of its steps on a connected path, at least half of them, or fewer. */
export type Bound = 'miss' | 'partial' | 'hit';

/** One thing on a path, and the step that it meets. */
export interface Spot {
  readonly step: number;
  readonly entity: Entity;
  readonly thing: Pick<Thing, 'source' | 'key' | 'name'>;
  /** What is not known of it, in words; empty: it surely meets the step. */
  readonly unknown: readonly string[];
}

/** A connected path: each joint names two of its spots and what both have. */
export interface PathFound {
  readonly spots: readonly Spot[];
  readonly joints: readonly { readonly a: number; readonly b: number; readonly by: Link }[];
}

export interface StepReplayed {
  readonly says: string;
  readonly select: Entity;
  readonly optional: boolean;
  /** Something here surely meets it; or nothing does, whatever is unknown; or that cannot be told. */
  readonly state: 'met' | 'unmet' | 'cannot_tell';
  readonly isOnPath: boolean;
  /** How many things surely meet it, and of how many it cannot be told. */
  readonly sure: number;
  readonly open: number;
  /** What would have to be known, of how many things, and what would tell it. */
  readonly needs: readonly Need[];
}

export interface Need {
  readonly what: string;
  readonly things: number;
  readonly toldBy: string;
}

export interface BreakerReplayed {
  readonly control: string;
  readonly title: string;
  readonly breaks: readonly number[];
  /** Met: a step that it breaks is met by nothing here. `not_seen`: no estate shows it. */
  readonly state: 'met' | 'unmet' | 'cannot_tell' | 'not_seen';
}

export interface Replayed {
  readonly breach: Breach;
  /** `cannot_tell`: what is unknown decides between `least` and `most`. */
  readonly verdict: Bound | 'cannot_tell';
  readonly least: Bound;
  readonly most: Bound;
  readonly steps: readonly StepReplayed[];
  /** Of the steps that surely hold here the largest number that are connected. */
  readonly path?: PathFound;
  /** Where it cannot be told: the path that there would be if what is unknown were so. */
  readonly couldBe?: PathFound;
  readonly breakers: readonly BreakerReplayed[];
}
