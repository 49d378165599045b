import type { EstateRef } from '../../model/index.ts';
import type { Act } from './acts.ts';

/** Systems whose logs can be laid against their rights. */
export type Platform = 'aws' | 'kubernetes' | 'postgres';

/** One right that an account holds, as the estate writes it: `s3:Get*` on `arn:aws:s3:::b/*`; a power is `*` on `*`. */
export interface GrantHeld {
  /** Null: a power, which is a right on everything of its source. */
  readonly entitlement: EstateRef | null;
  readonly action: string;
  readonly on: string;
}

/** What an act needed, in the words of rights. */
export interface Need {
  readonly action: string;
  /** What it was on, as a right would name it; null: the log does not tell it so. */
  readonly on: string | null;
  /** What the log calls it instead. */
  readonly named: string | null;
  /** It only looked. */
  readonly reads: boolean;
  /** It comes with another need and nobody is surprised when no right of one’s own gives it, such as use of a schema. */
  readonly implied?: true;
}

/** An act in words of rights, or why it has none there. */
export type Translated =
  | { readonly is: 'needs'; readonly needs: readonly Need[] }
  /** Nobody needs a right for it, such as to sign in. */
  | { readonly is: 'free'; readonly because: string }
  | { readonly is: 'unknown'; readonly because: string };

/**
 * How the rights of one platform and its logs speak of the same things. `fits` is `maybe` where the log leaves open on what
 * something was done. Adding a platform is such a value.
 */
export interface Dialect {
  readonly platform: Platform;
  /** Log types that tell of these rights in use. */
  readonly formats: readonly string[];
  translate(act: Act): Translated;
  fits(grant: GrantHeld, need: Need): 'yes' | 'maybe' | 'no';
  /** Why use of this right would not be in the logs that were read, or might not; null: it would be. `acts`: all of the account's. */
  hidden(grant: GrantHeld, acts: readonly Act[]): string | null;
}
