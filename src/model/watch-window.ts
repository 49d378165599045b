import type { EntryId } from './ids.ts';
import type { Instant } from './time.ts';

/**
 * How the watch over something suspended ended. Only after `nothing broke` is it deleted; after every other end what was
 * before is put back. `not watched`: what would show its use was not read in all that time.
 */
export const windowEnds = [
  'nothing broke',
  'used',
  'objected',
  'changed by hand',
  'taken back',
  'not watched',
] as const;
export type WindowEndName = (typeof windowEnds)[number];

/** The watch over what one execution suspended, as the enforcer keeps it. */
export interface WindowRow {
  readonly execution: EntryId;
  readonly step: number;
  readonly opened: EntryId;
  readonly since: Instant;
  readonly until: Instant;
  /** How far what would show its use was read when it was last looked at; null: nothing that would is read. */
  readonly seenUntil: Instant | null;
  readonly closed: EntryId | null;
  readonly closedAt: Instant | null;
  readonly how: WindowEndName | null;
  readonly because: string | null;
}

/** What is seen of the use of an account since a moment. */
export interface UseSeen {
  /** The first sign of use, in a sentence: something it did, or tried to; undefined: none. */
  readonly used: string | undefined;
  /** How far what would show it was read; undefined: nothing that would show it is read at all. */
  readonly seenUntil: Instant | undefined;
}

/** Looks whether an account was used since a moment, as far as anything that was read would show. */
export interface UseWatch<On> {
  usedSince(
    on: On,
    account: { readonly source: string; readonly key: string },
    since: Instant,
  ): Promise<UseSeen>;
}
