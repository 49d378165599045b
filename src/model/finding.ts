import type { Evidence } from './fact.ts';
import type { FindingId } from './ids.ts';
import type { Instant } from './time.ts';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** One addend of a score, so that "why this one first" is arithmetic anyone can redo. */
export interface Contribution {
  readonly what: string;
  readonly points: number;
}

/** A rule's conclusion about one subject. `cause` groups findings that one change would close together. */
export interface Finding {
  readonly id: FindingId;
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly score: number;
  readonly contributions: readonly Contribution[];
  readonly subject: EstateRef;
  readonly cause: { readonly key: string; readonly title: string };
  readonly evidence: Evidence;
  readonly state: FindingState;
}

export type FindingState =
  | { readonly is: 'open'; readonly since: Instant }
  | { readonly is: 'accepted'; readonly since: Instant; readonly until: Instant }
  | { readonly is: 'closed'; readonly since: Instant; readonly at: Instant };

/** A thing in the estate, named the way its source names it. `entity` is which table of the estate holds it. */
export interface EstateRef {
  readonly entity:
    | 'person'
    | 'account'
    | 'group'
    | 'credential'
    | 'resource'
    | 'entitlement'
    | 'grant'
    | 'membership'
    | 'exposure';
  readonly source: string;
  readonly key: string;
  readonly name: string;
}
