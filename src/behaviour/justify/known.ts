import type { AccountState, Basis, EstateRef, IdentityKind, Instant } from '../../model/index.ts';

/** What a statement rests on: a row of the estate, a part of what the logs say, or a page of one’s own. */
export type Cited =
  | { readonly is: 'row'; readonly ref: EstateRef }
  | { readonly is: 'log'; readonly logs: readonly string[]; readonly what: string };

/** What is known of one right and of its use. */
export interface GrantKnown {
  /** It is everything of its source, or every action on something. */
  readonly isEverything: boolean;
  readonly basis: Basis;
  /** The rows that give it, each with whether a decision here gave that row. */
  readonly rows: readonly { readonly ref: EstateRef; readonly isApproved: boolean }[];
  readonly use:
    | {
        readonly is: 'used';
        readonly count: number;
        readonly last: Instant | null;
        /** How many different acts, and how many of them were first done in the last days. */
        readonly acts: number;
        readonly newActs: number;
      }
    | { readonly is: 'unused'; readonly days: number }
    | { readonly is: 'cannot_tell'; readonly because: string };
}

/** What is known of the account that holds it; null: nobody can tell. */
export interface AccountKnown {
  readonly account: EstateRef;
  readonly kind: IdentityKind | 'unknown';
  readonly state: AccountState;
  /** When the account ends by itself. */
  readonly expiresAt: Instant | null;
  /** Whose account it is. */
  readonly person: Answerable | null;
  /** Who answers for it; `ref` is null where the one who is stated was not found. */
  readonly owners: readonly Answerable[];
  /** What it is said to be for, and what says so. */
  readonly purpose: { readonly text: string; readonly cited: Cited } | null;
  /** Places where a secret of it lies; null: nothing that looks for such was read. */
  readonly exposures:
    | readonly { readonly ref: EstateRef; readonly where: string; readonly isActive: boolean }[]
    | null;
  /** What logs say; null: none that would show it was read. */
  readonly did: Did | null;
}

export interface Answerable {
  readonly ref: EstateRef | null;
  readonly name: string;
  readonly state: 'active' | 'left' | 'unknown';
}

/** The last days against what came before them. */
export interface Did {
  readonly logs: readonly string[];
  /** Whole days that the logs cover, and how many of them are the last. */
  readonly days: number;
  readonly recentDays: number;
  /** Nothing was seen before, so nothing can be new. */
  readonly hasHistory: boolean;
  readonly recentEvents: number;
  /** What was not there before; null: too much to have been kept, or the logs do not tell it. */
  readonly newNetworks: readonly string[] | null;
  readonly newClients: readonly string[] | null;
  readonly newProvenances: readonly string[] | null;
  readonly provenances: readonly string[];
  /** What else was found unusual, by whoever looked; null: nobody did. */
  readonly unusual: readonly { readonly what: string; readonly isStrong: boolean }[] | null;
}
