import type { Instant } from '../model/index.ts';
import type { Attribute, PersonTold, Standing } from './person.ts';

/**
 * What happened in a life. `expected`: announced, before the first day. `moved`: another department, title or manager.
 * `unclear`: two entries for one human, which a person has to look at; nothing follows from it.
 */
export const lifeEventKinds = [
  'expected',
  'joined',
  'moved',
  'leave_began',
  'returned',
  'left',
  'rehired',
  'unclear',
] as const;
export type LifeEventKind = (typeof lifeEventKinds)[number];

export interface LifeEvent {
  readonly kind: LifeEventKind;
  readonly person: PersonTold;
  /** The same for every entry of one human in this feed. */
  readonly human: string;
  /** When it is true from: the day the feed names, else when it was seen. */
  readonly at: Instant;
  readonly changed: readonly {
    readonly attribute: Attribute;
    readonly from?: string;
    readonly to?: string;
  }[];
  /** What the feed said before, where it said anything. */
  readonly before?: PersonTold;
  readonly because: string;
}

/** What was known of somebody when their feed was last looked at. */
export interface Known {
  readonly person: PersonTold;
  readonly human: string;
  /** The last that was certain: an unknown state changes nothing. */
  readonly standing: Standing;
  /** They were here once, under this key or another: the next first day is a return. */
  readonly wasHere: boolean;
  readonly since: Instant;
}
