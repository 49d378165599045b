import type { CampaignId, CampaignKind, Instant, Lane, Severity } from '../../model/index.ts';
import type { ItemLooks } from '../../review/index.ts';

/** Advice on one item: made by a rule, without authority. */
export interface ItemAdvice {
  readonly leans: 'keep' | 'reduce';
  readonly because: readonly string[];
  /** What would have it say something else. */
  readonly wouldChange: string;
}

/** An answer that was chosen and is not signed. */
export interface ChosenAnswer {
  readonly answer: string;
  readonly until: string | null;
  readonly reason: string | null;
  /** What was answered before the advice was shown, on an item of the blind-first sample. */
  readonly before: string | null;
  readonly at: string;
}

/** One line of a reviewer's page. Planted ones have the same members, made the same way. */
export interface ReviewLine {
  /** `itm_…`: only the server knows what is behind it. */
  readonly item: string;
  readonly looks: ItemLooks;
  readonly seat: string;
  /** Sentences: what the access lets its holder do. */
  readonly allows: readonly string[];
  /** Among the few that are worth looking at first. */
  readonly isFirst: boolean;
  /** Answered before advice is shown: `waits` until then. */
  readonly blind: 'no' | 'waits' | 'shown';
  readonly advice: ItemAdvice | null;
  /** A no about this ends the access; otherwise something else gives it too. */
  readonly endsHere: boolean;
  readonly chosen: ChosenAnswer | null;
}

/** A reviewer's page. */
export interface ReviewPage {
  readonly campaign: {
    readonly id: CampaignId;
    readonly title: string;
    readonly kind: CampaignKind;
    readonly lane: Lane;
    readonly state: 'open' | 'closed';
    readonly dueAt: Instant;
    /** How long what takes something away waits, so that it can be corrected. */
    readonly correctSeconds: number;
    /** What happens to items that nobody answers, as people signed it; empty: they stay open. */
    readonly silence: readonly string[];
  };
  readonly items: readonly ReviewLine[];
  readonly next: string | null;
  /** Of all that is asked of this reviewer: how many wait, how many are answered and not signed, how many are signed. */
  readonly counts: { readonly waiting: number; readonly chosen: number; readonly signed: number };
  /** The most items that one bulk answer takes, as policy has it for what is known of this reviewer. */
  readonly mostInBulk: number;
}

/** What stands beside one item, in words; null: not known. */
export interface ReviewItemBeside {
  readonly item: string;
  /** From the account to what it may do, where that goes through others. */
  readonly paths: readonly { readonly steps: readonly string[]; readonly right: string }[];
  readonly provenance: string | null;
  readonly nature: string | null;
  /** Null: no log tells. */
  readonly anomalies: readonly string[] | null;
  readonly exposures: readonly string[];
  readonly findings: readonly { readonly id: string; readonly title: string; readonly severity: Severity }[];
  readonly others: number | null;
  readonly no: {
    /** In a sentence: what a no would do. */
    readonly says: string;
    /** The access ends by it. */
    readonly works: boolean;
    /** What could be taken away instead, or with it. */
    readonly offers: readonly { readonly id: string; readonly says: string }[];
  };
  readonly changed: boolean;
}
