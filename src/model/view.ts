import type { BehaviourView } from './behaviour.ts';
import type { EstateRef, Severity } from './finding.ts';
import type { AccountState, CredentialType, IdentityKind } from './identity.ts';
import type { Instant } from './time.ts';

/** A person as the estate joins them, from the view of something that refers to them. */
export interface PersonView {
  readonly ref: EstateRef;
  readonly state: 'active' | 'left' | 'unknown';
  readonly leftAt?: Instant;
  /** Which correlation rule joined them and on what: `e-mail equals dana@…`. */
  readonly because: string;
  /** The same human as other sources know them: whoever signs as one of these is this person too. */
  readonly alsoKnownAs?: readonly EstateRef[];
}

export interface OwnerView {
  readonly role: 'owner' | 'sponsor';
  /** What the source wrote; `person` is absent when nobody could be found for it. */
  readonly stated: string;
  readonly person?: PersonView;
}

export interface CredentialView {
  readonly ref: EstateRef;
  readonly credential: CredentialType;
  readonly state: 'active' | 'inactive' | 'unknown';
  readonly createdAt?: Instant;
  readonly rotatedAt?: Instant;
  readonly lastUsedAt?: Instant | null;
  readonly expiresAt?: Instant | null;
  readonly fingerprint?: string;
  readonly publicId?: string;
  /** Where it lies exposed, itself or a copy of it that another source found; the first of them by source and key. */
  readonly exposures: readonly ExposureView[];
  /** Credentials that are the same, by secret or by public id, and were not merely found lying somewhere; the first few. */
  readonly sameAs: readonly SameCredentialView[];
}

/** How two credentials are known to be one: equal fingerprints of the secret, or the same public id. */
export type SameBy = 'secret' | 'id';

/** One place where a secret lies, and how it is known to be this one: `itself` when its own source found it there. */
export interface ExposureView {
  readonly ref: EstateRef;
  /** Repository or the like, and where in it: `acme/payments deploy/prod.env:12`. */
  readonly where: string;
  readonly foundBy: string;
  readonly by: 'itself' | SameBy;
  /** What the finder says of the copy: `active` when it tried it and it worked. */
  readonly state: 'active' | 'inactive' | 'unknown';
  readonly commit?: string;
  readonly author?: string;
  readonly since?: Instant;
}

export interface SameCredentialView {
  readonly ref: EstateRef;
  readonly account: EstateRef;
  readonly by: SameBy;
  /** What that account is, the human it belongs to when correlation found one, and the administrator rights it holds. */
  readonly kind: IdentityKind | 'unknown';
  readonly person?: PersonView;
  readonly powers: readonly string[];
  readonly privileges: readonly PrivilegeView[];
}

/** A right on everything or nearly (`*` on `*`, superuser), and the path by which the account holds it, account first. */
export interface PrivilegeView {
  readonly what: string;
  readonly path: readonly EstateRef[];
  readonly conditional: boolean;
}

/** A place on a way: an account, a group, a resource, or (without `ref`) all of a kind or all of a scope. */
export interface WaySpotView {
  readonly name: string;
  readonly ref?: EstateRef;
}

/** One step of a way: whoever has `from` comes to have all that `to` has. */
export interface WayStepView {
  readonly from: WaySpotView;
  readonly to: WaySpotView;
  /** Nobody gave it (`gained`), a program was set up for it (`delegated`), or it is what its holder was given. */
  readonly is: 'given' | 'delegated' | 'gained';
  /** Absent: a membership, a right, or a part of a whole. */
  readonly technique?: {
    readonly id: string;
    readonly title: string;
    readonly does: string;
    readonly takeAway: string;
  };
  /** Keys of the rows that it rests on, the one to take away first. */
  readonly restsOn: readonly EstateRef[];
  /** What was not evaluated and may make it a no; none: it is sure. */
  readonly dependsOn: readonly string[];
}

/** A row as a change to a target would name it. */
export type NarrowRowView =
  | {
      readonly is: 'membership';
      readonly ref: EstateRef;
      readonly member: EstateRef;
      readonly group: EstateRef;
    }
  | {
      readonly is: 'grant';
      readonly ref: EstateRef;
      readonly subject: EstateRef;
      readonly entitlement: EstateRef;
    };

/** What every way of an account has to use: a step (`row`: the one row that it rests on), or somebody or something to go through. */
export type NarrowView =
  | { readonly is: 'step'; readonly step: WayStepView; readonly row?: NarrowRowView }
  | { readonly is: 'through'; readonly through: EstateRef };

/** The best way by which an account that holds no crown jewel could come to have one: sure before cheap. */
export interface WayView {
  readonly end: {
    readonly is: 'power' | 'resource';
    readonly name: string;
    /** Why it counts as a crown jewel. */
    readonly because: string;
    readonly ref?: EstateRef;
  };
  readonly certainty: 'sure' | 'depends';
  /** 1 for one call, 9 for the hardest, added up. */
  readonly cost: number;
  /** The first of its steps. */
  readonly steps: readonly WayStepView[];
  /** How many more there are. */
  readonly more: number;
  /** The sources that it passes, each once, in its order. */
  readonly sources: readonly string[];
  /** Of all that each of its ways has to use the one that most others have to use too; absent: ways stand in for each other. */
  readonly narrow?: NarrowView;
}

/** A path of a secret store whose secrets an account reads, and so do others that are no people. */
export interface SharedPathView {
  readonly path: string;
  /** It and the others read it for certain. */
  readonly isSure: boolean;
  /** The first of the others, by key; each may sign in as them, or they are programs themselves. */
  readonly others: readonly EstateRef[];
  /** There are more than those. */
  readonly isMore: boolean;
}

/** Somebody from outside whom a trust policy lets become an account without naming them narrowly. */
export interface OpenTrustView {
  /** Whoever has an account of the vendor; an account of somebody else; whoever an identity provider vouches for. */
  readonly kind: 'anybody' | 'account' | 'provider';
  readonly who: string;
  /** What would have narrowed it. */
  readonly lacks: string;
  /** The statements that let them in. */
  readonly by: readonly string[];
  /** What could still keep them out and is not known; empty: nothing does. */
  readonly dependsOn: readonly string[];
}

/** A right that an agent holds, itself or by acting as another. */
export interface AgentRightView {
  readonly action: string;
  /** The tool’s name, or what the right is on, as its source writes it. */
  readonly on: string;
  /** Whose tool it is: `npm:@acme/mcp`; absent: the right is on no tool. `*` as its name: its server’s tools were not listed. */
  readonly server?: string;
  /** What its source says that it is on: a kind, a data class. */
  readonly kind?: string;
  readonly dataClass?: string;
  readonly source: string;
  readonly isConditional: boolean;
  /** Whom it acts as to have it; absent: it holds it itself. */
  readonly as?: EstateRef;
}

/** The first of an agent’s rights, in the order of their names, and how many more there are. */
export interface AgentRightsView {
  readonly rights: readonly AgentRightView[];
  readonly more: number;
}

/** How an identity comes to have a duty: the account that has it, by which right, and the path to that, account first. */
export interface DutyHeldView {
  readonly duty: string;
  readonly right: string;
  readonly account: EstateRef;
  readonly path: readonly EstateRef[];
  /** What was not evaluated and may make it a no. */
  readonly dependsOn: readonly string[];
}

/** Two duties that a rule of the house keeps apart, and that one identity has, by this account and perhaps another of theirs. */
export interface DutyConflictView {
  readonly rule: {
    readonly id: string;
    readonly title: string;
    readonly why: string;
    readonly severity: Severity;
  };
  readonly isSure: boolean;
  readonly sides: readonly [DutyHeldView, DutyHeldView];
  /** Somebody answers for it until then, as the file of duties says. */
  readonly exception?: { readonly until: Instant; readonly owner: string; readonly because: string };
}

/**
 * Everything a rule may look at about one account: what the source said (absent: it did not say), joined with people,
 * owners, credentials and privileges, as of the last complete read of its source.
 */
export interface AccountView {
  readonly ref: EstateRef;
  readonly kind: IdentityKind | 'unknown';
  readonly state: AccountState;
  readonly createdAt?: Instant;
  readonly lastUsedAt?: Instant | null;
  readonly expiresAt?: Instant;
  readonly interactive?: boolean;
  readonly mfa?: boolean;
  readonly canBeAssumed?: boolean;
  readonly powers: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** The human this account belongs to, when correlation found one. */
  readonly person?: PersonView;
  readonly owners: readonly OwnerView[];
  readonly credentials: readonly CredentialView[];
  readonly privileges: readonly PrivilegeView[];
  /** Grants held by the account itself, not through a path. */
  readonly directGrants: number;
  /** How it could come to have a crown jewel although it holds none; null: no way was found; absent: nobody looked. */
  readonly way?: WayView | null;
  /** Paths of a secret store that it is not alone in reading, the first of them; absent: nobody looked. */
  readonly sharedPaths?: readonly SharedPathView[];
  /** Whom from outside its trust policy lets become it; absent: nobody looked. */
  readonly openTrusts?: readonly OpenTrustView[];
  /** Of an agent what it may do, tools among it; null: it is none; absent: nobody looked. */
  readonly agentRights?: AgentRightsView | null;
  /** What logs say it did; null: no log that would show it was read; absent: nobody looked. */
  readonly behaviour?: BehaviourView | null;
  /** Duties that should be apart and are not, told at one account of an identity; absent: the rules about duties could not be read. */
  readonly duties?: readonly DutyConflictView[];
  readonly observedAt: Instant;
}
