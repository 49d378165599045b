import type { AccountView, EstateRef, Instant, Severity } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** Names one account or person of the estate. */
export type Named = Pick<EstateRef, 'source' | 'key'>;

/** Which to give: all there are, those that may have changed after a read, or exactly those named. */
export type Wanted =
  | { readonly is: 'everything' }
  | { readonly is: 'changedSince'; readonly read: number }
  | { readonly is: 'named'; readonly named: readonly Named[] };

/** A person as their source knows them. */
export interface PersonListed {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly email?: string;
  readonly state: 'active' | 'left' | 'unknown';
  /** The same human as the source knows them whose word counts, where that is another one. */
  readonly sameAs?: Named;
}

/** The estate, as lists are made from it. Pages of a few thousand; what is named and not given is gone. */
export interface EstateForLists {
  /** Reads that lists have not taken in yet, oldest first. */
  unlistedReads(): Promise<readonly number[]>;
  /** Says that they have, in the transaction that keeps the lists. */
  settleListed(tx: Queryable, reads: readonly number[]): Promise<void>;
  accounts(wanted: Wanted): AsyncIterable<readonly AccountView[]>;
  people(wanted: Exclude<Wanted, { is: 'named' }>): AsyncIterable<readonly PersonListed[]>;
  /** Accounts and people that were there after that read or before, and are not now. */
  goneSince(read: number): Promise<readonly (Named & { readonly entity: 'account' | 'person' })[]>;
}

/** What rules found about one account and nobody accepted. */
export interface RiskOfAccount extends Named {
  readonly findings: number;
  readonly severity: Severity;
  /** Of the highest ranked. */
  readonly score: number;
}

export interface FindingsForLists {
  /** Only accounts with something open are given. */
  risksOf(accounts: readonly Named[], now: Instant): Promise<readonly RiskOfAccount[]>;
  /** The mark of now: everything visible was written before it. */
  mark(): Promise<string>;
  /** Accounts with a finding that opened, changed, closed, or whose acceptance began or ended, unseen at a mark; and the next mark. */
  accountsChangedSince(mark: string): Promise<{ readonly accounts: readonly Named[]; readonly mark: string }>;
}
