import type { Instant } from './time.ts';

/** How an identity that is no person is there: for good and by habit, for the length of a task, or by its own choosing. */
export type Nature = 'stable' | 'ephemeral' | 'autonomous';

/** One thing that was measured, in words, and the aspects of the profile that it is read from. */
export interface Measure {
  readonly what: string;
  readonly value: string;
  readonly from: readonly string[];
}

/** What its logs say of how an identity works. `null` is “cannot tell”, and `because` says why. */
export interface NatureView {
  readonly nature: Nature | null;
  readonly worksLike: 'program' | 'person' | 'agent' | null;
  readonly because: string;
  /** All that was measured, whichever way it points. */
  readonly measures: readonly Measure[];
}

/** One place that an identity comes from: a kind (`repository`) and a name. */
export interface ProvenanceSeen {
  readonly kind: string;
  readonly name: string;
  readonly events: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
}

/** It came to come from somewhere else, of a kind that was known of it. */
export interface ProvenanceChange {
  readonly kind: string;
  readonly before: readonly string[];
  readonly now: string;
  readonly since: Instant;
  readonly events: number;
  /** What was there before goes on beside it; otherwise it took its place. */
  readonly isBeside: boolean;
}

/** A credential that is used from another place while it goes on being used from where it always was. */
export interface UsedElsewhere {
  readonly credential: string;
  readonly usual: readonly string[];
  readonly other: string;
  readonly since: Instant;
  readonly usualEvents: number;
  readonly otherEvents: number;
  /** The client is another one there too. */
  readonly client: string | null;
}

/** Where an identity comes from, and what of it is new. */
export interface ProvenanceView {
  readonly seen: readonly ProvenanceSeen[];
  readonly changes: readonly ProvenanceChange[];
  readonly elsewhere: readonly UsedElsewhere[];
  /** What could not be told of either, each with its reason. */
  readonly open: { readonly changes: readonly string[]; readonly elsewhere: readonly string[] };
}
