import type { AccountState, BundleGift, SourceId } from '../model/index.ts';
import type { Standing } from './person.ts';

/** An account that correlation joins to the person. */
export interface OwnAccount {
  readonly source: SourceId;
  readonly key: string;
  readonly state: AccountState;
  /** It is theirs alone: of kind person, or of unknown kind and signed in to. What machines use is asked about. */
  readonly isPersonal: boolean;
  readonly because: string;
}

/** Held by an account itself, not through something else. */
export interface HeldDirectly {
  readonly is: 'group' | 'entitlement';
  readonly source: SourceId;
  readonly account: string;
  readonly key: string;
}

/** A machine, agent or integration that they answer for. */
export interface AnswersFor {
  readonly source: SourceId;
  readonly key: string;
  readonly name: string;
  readonly role: 'owner' | 'sponsor';
}

/** A person of the same feed, for finding who takes over. */
export interface Colleague {
  readonly name: string;
  readonly standing: Standing;
  readonly managerKey?: string;
}

/** All that rules need to know about one person of a feed at one moment. */
export interface Situation {
  readonly feed: SourceId;
  readonly accounts: readonly OwnAccount[];
  readonly held: readonly HeldDirectly[];
  readonly answersFor: readonly AnswersFor[];
  readonly colleague: (key: string) => Colleague | undefined;
  /** What a bundle holds now; undefined: there is none of that name. */
  readonly bundle: (id: string) => readonly BundleGift[] | undefined;
}
