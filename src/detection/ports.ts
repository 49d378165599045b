import type {
  AccountView,
  AgentRightsView,
  BehaviourView,
  DutyConflictView,
  OpenTrustView,
  SharedPathView,
  WayView,
} from '../model/index.ts';

/** Names one account of the estate. */
export interface AccountRef {
  readonly source: string;
  readonly key: string;
}

/**
 * Which accounts to look at: all that the estate holds now, exactly those named (up to 1,000 at a time), or those whose
 * view may differ from what it was at that read.
 */
export type ViewFilter =
  | { readonly is: 'everything' }
  | { readonly is: 'accounts'; readonly accounts: readonly AccountRef[] }
  | { readonly is: 'changedSince'; readonly read: number };

/**
 * The estate as rules see it. Yields pages of up to a few thousand views, each account at most once, as of the last
 * complete read of its source. An account that is asked for by name and not returned is gone; a source that failed or
 * paused still yields what its last complete read said.
 */
export interface ViewReader {
  views(filter: ViewFilter): AsyncIterable<readonly AccountView[]>;
}

/** What follows for one account from the rows of others, of its own source and of any, and from what logs say it did. */
export interface Standing {
  readonly way: WayView | null;
  readonly sharedPaths: readonly SharedPathView[];
  readonly openTrusts: readonly OpenTrustView[];
  /** What an agent may do; null: it is none. */
  readonly agentRights: AgentRightsView | null;
  readonly behaviour: BehaviourView | null;
  /** Absent: the rules about duties could not be read. */
  readonly duties?: readonly DutyConflictView[];
}

/** How accounts stand, as of one version of the estate. */
export interface Standings {
  /** Of each of these accounts, in their order. */
  of(accounts: readonly AccountRef[]): Promise<readonly Standing[]>;
  /** Every account of which there is anything to say, in pages, with a digest of all that `of` says of it. */
  digests(): AsyncIterable<readonly { readonly account: AccountRef; readonly digest: string }[]>;
}

/** Looks at the estate as of the last complete reads, once for each version of it. */
export interface StandingReader {
  /** Names all that `standings` follows from, this program included. Cheap: while it says the same, nobody stands otherwise. */
  asOf(): Promise<string>;
  standings(): Promise<Standings>;
}
