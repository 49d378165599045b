import type { FindingRecord } from '../detection/index.ts';
import type { Gap, Right } from '../estate/index.ts';
import type { CredentialView, EstateRef, FindingId, Instant, Severity } from '../model/index.ts';
import type { IdentityItem } from '../query/index.ts';
import type { ListedProposal, StoredDecision } from '../review/index.ts';
import type { Based } from './access-basis.ts';
import type { EndingShown } from './endings/ending-shown.ts';
import type { IdentityEvent } from './identity-timeline.ts';

/** `never`: the source says so. `unknown`: it does not say. */
export type Moment = Instant | 'never' | 'unknown';

export interface CredentialShown {
  readonly ref: EstateRef;
  readonly credential: CredentialView['credential'];
  readonly state: CredentialView['state'];
  /** Last rotated, else created. */
  readonly since: Instant | null;
  readonly lastUsed: Moment;
  readonly expires: Moment;
}

/** One account with what it holds. Members that the source did not tell are null. */
export interface AccountShown {
  readonly item: IdentityItem;
  readonly interactive: boolean | null;
  readonly mfa: boolean | null;
  readonly expiresAt: Instant | null;
  readonly powers: readonly string[];
  readonly privileges: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly observedAt: Instant | null;
  readonly because: string | null;
  readonly credentials: readonly CredentialShown[];
  readonly reach: {
    readonly total: number;
    readonly truncated: boolean;
    readonly rights: readonly (Right & Based)[];
  } | null;
}

export interface FindingShown {
  readonly id: FindingId;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly score: number;
  readonly state: FindingRecord['finding']['state'];
  readonly account: string;
}

export interface IdentityPageShown {
  readonly identity: IdentityItem;
  /** Of an account: whose it is. */
  readonly person: IdentityItem | null;
  readonly accounts: readonly AccountShown[];
  readonly notRead: readonly Gap[];
  readonly findings: readonly FindingShown[];
  readonly timeline: readonly IdentityEvent[];
  readonly decided: readonly (ListedProposal & {
    readonly decisions: readonly StoredDecision[];
    readonly endings: readonly EndingShown[];
  })[];
  readonly cut: { readonly findings: boolean; readonly timeline: boolean; readonly decided: boolean };
  /** As of when this is; null: now. */
  readonly at: Instant | null;
  /** False: at that moment no read had shown it. */
  readonly there: boolean;
  /** What is different now. */
  readonly differs: Differences;
}

/** What is not now as it was then. `since`: it is there only now; `no_more`: it was there only then. */
export type Difference =
  | {
      readonly is: 'said';
      /** Of which account or person. */
      readonly name: string;
      readonly what: 'name' | 'kind' | 'state' | 'owner' | 'sponsor' | 'expires' | 'second_factor' | 'powers';
      /** Null: not said. */
      readonly was: string | null;
      readonly now: string | null;
    }
  | {
      readonly is: 'since' | 'no_more';
      readonly what: 'account' | 'credential' | 'right' | 'finding';
      readonly name: string;
      /** The account that it is of. */
      readonly of: string;
    };

export interface Differences {
  readonly items: readonly Difference[];
  readonly more: number;
  /** Shown in part only, so that what is missing on one side may be there all the same. */
  readonly notCompared: readonly ('rights' | 'findings')[];
}
