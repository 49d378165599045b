import type { AccountView, Contribution, EstateRef, Fact, Instant } from '../model/index.ts';
import type { DetectionConfig } from './config.ts';

/** What a rule may know besides the account: the moment it is asked about, and what the house has configured. */
export interface RuleContext extends DetectionConfig {
  readonly now: Instant;
}

/**
 * A detection as data. Adding one is a file `rules/<id>.ts`, its `rules/<id>.cases.ts` and a line in `rules/index.ts`.
 * `evaluate` is pure: the same view and context give the same conclusions. `version` goes up whenever the answer to
 * some view changes, and makes the next run look at every account again.
 */
export interface Rule {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Why it matters, to someone who has ten minutes. */
  readonly why: string;
  /** `FRAMEWORK CONTROL` ids that ask for this. */
  readonly reference: readonly string[];
  readonly falsePositives: readonly string[];
  /** What to do, in order. */
  readonly runbook: readonly string[];
  /** What of the view it needs; without it the answer is `unknown`. */
  readonly needs: readonly (keyof AccountView)[];
  /** One conclusion for each thing it judges: the account, or each of its credentials or privileges. Empty is clear. */
  evaluate(view: AccountView, context: RuleContext): readonly Conclusion[];
}

/** `recheckAt`: the next instant at which the clock alone would change the conclusion; null: never. */
export type Conclusion =
  | Hit
  | { readonly is: 'clear'; readonly recheckAt: Instant | null }
  /** The source did not say what the rule needs. Keeps that finding open if it is; on the account without aspect, all of the rule's there. */
  | {
      readonly is: 'unknown';
      readonly subject: EstateRef;
      readonly aspect: string;
      readonly missing: string;
    };

export interface Hit {
  readonly is: 'hit';
  readonly subject: EstateRef;
  /** Tells several findings of one rule on one subject apart; part of the finding's id. Usually empty. */
  readonly aspect: string;
  readonly title: string;
  /** The thing whose change would close every finding that names it. */
  readonly cause: { readonly key: string; readonly title: string };
  readonly facts: readonly Fact[];
  /** Ids of the facts a decision rests on: values the source stated, never ages or times of observation. */
  readonly material: readonly string[];
  readonly risk: Risk;
  readonly recheckAt: Instant | null;
}

/** The three factors of a score; see ranking.ts for the scale. */
export interface Risk {
  readonly likelihood: readonly Contribution[];
  readonly blast: readonly Contribution[];
  readonly ease: readonly Contribution[];
}
