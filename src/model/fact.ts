import type { SourceId } from './ids.ts';
import type { Instant } from './time.ts';

export type FactValue = string | number | boolean | null | readonly string[];

/** The smallest thing that can be cited. `value` absent means the source was read and did not say (unknown). */
export interface Fact {
  readonly id: string;
  readonly subject: string;
  readonly predicate: string;
  readonly value?: FactValue;
  readonly source: SourceId | 'countersign';
  readonly observedAt: Instant;
}

/** An ordered set of facts, with the ones that a decision rests on named by fact id. */
export interface Evidence {
  readonly facts: readonly Fact[];
  readonly material: readonly string[];
}
