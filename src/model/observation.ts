import type { AccountState, CredentialType, DataClass, Environment, IdentityKind, Tier } from './identity.ts';
import type { Instant } from './time.ts';

/**
 * What a connector reads, one normalised record at a time. `key` is the source's own stable identifier, unique within
 * (source, record type); records refer to each other by key and may arrive in any order. A field the source did not
 * state is absent, never guessed. Text is as the source had it, bounded to 4,096 characters a field.
 */
export type Observation =
  | PersonObserved
  | AccountObserved
  | GroupObserved
  | MembershipObserved
  | CredentialObserved
  | ResourceObserved
  | EntitlementObserved
  | GrantObserved
  | OwnershipObserved
  | ExposureObserved
  | PolicyObserved
  | GapObserved;

export type ObservationType = Observation['type'];

/** A human as an HR source knows them. */
export interface PersonObserved {
  readonly type: 'person';
  readonly key: string;
  readonly name: string;
  readonly email?: string;
  readonly employeeNumber?: string;
  readonly department?: string;
  readonly title?: string;
  readonly managerKey?: string;
  readonly state: 'active' | 'left' | 'unknown';
  readonly startedAt?: Instant;
  readonly leftAt?: Instant;
  /** Away for a while (parental leave, sabbatical) and expected back. */
  readonly onLeave?: boolean;
  /** Where their days begin and end, as the time zone database names it: `Europe/Berlin`. */
  readonly timeZone?: string;
}

/** An identity in one system. Roles that can be assumed are accounts too (`canBeAssumed`). */
export interface AccountObserved {
  readonly type: 'account';
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly state: AccountState;
  readonly email?: string;
  readonly employeeNumber?: string;
  readonly createdAt?: Instant;
  /** Last time the source saw it act; absent when the source does not say. `null`: the source says never. */
  readonly lastUsedAt?: Instant | null;
  readonly expiresAt?: Instant;
  readonly canBeAssumed?: boolean;
  /** Powers that are not grants: superuser, bypassrls, createrole, createdb, replication, root. */
  readonly powers?: readonly string[];
  /** A person can sign in to it interactively (console, login). */
  readonly interactive?: boolean;
  readonly mfa?: boolean;
  /** What else the source said and a rule may cite: tags, path, description. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * A named set that passes what it holds on to its members: group, attached policy, role without login. The attribute
 * `standsFor` says that it is also whoever the source does not list: `anyone` (without signing in), `everyone` (who can sign
 * in to it), `outside` (named, and described nowhere that was read). An account may say the same of itself.
 */
export interface GroupObserved {
  readonly type: 'group';
  readonly key: string;
  readonly name: string;
  readonly kind: 'group' | 'role' | 'policy';
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * `memberKey` (account or group) receives what `groupKey` (group or assumable account) holds. `set_role`: only by becoming it,
 * which whoever merely inherits from the member cannot; `inherit`: without becoming it, so without its powers and without
 * becoming what it may become.
 */
export interface MembershipObserved {
  readonly type: 'membership';
  readonly key: string;
  readonly memberKey: string;
  readonly groupKey: string;
  readonly via: 'member' | 'attached' | 'assume' | 'set_role' | 'inherit';
  readonly admin?: boolean;
  /** What must also be true and was not evaluated; makes answers through it *depends on*. */
  readonly conditions?: readonly string[];
}

export interface CredentialObserved {
  readonly type: 'credential';
  readonly key: string;
  readonly accountKey: string;
  readonly credential: CredentialType;
  readonly state: 'active' | 'inactive' | 'unknown';
  readonly createdAt?: Instant;
  readonly rotatedAt?: Instant;
  readonly lastUsedAt?: Instant | null;
  readonly expiresAt?: Instant | null;
  /** HMAC of the secret under the estate's key, when the source showed the secret; never the secret. */
  readonly fingerprint?: string;
  /** The half that is no secret and names it wherever it is seen: an access key id, the fingerprint of a public key. */
  readonly publicId?: string;
}

export interface ResourceObserved {
  readonly type: 'resource';
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly parentKey?: string;
  readonly environment?: Environment;
  readonly dataClass?: DataClass;
  readonly tier?: Tier;
}

/** A right on a resource. `action` and `resourcePattern` may hold `*` and `?` wildcards as the source wrote them. */
export interface EntitlementObserved {
  readonly type: 'entitlement';
  readonly key: string;
  readonly resourceKey?: string;
  readonly action: string;
  readonly resourcePattern: string;
  readonly privileged?: boolean;
}

export interface GrantObserved {
  readonly type: 'grant';
  readonly key: string;
  /** Account or group that holds it. */
  readonly subjectKey: string;
  readonly entitlementKey: string;
  readonly effect: 'allow' | 'deny';
  readonly grantable?: boolean;
  /** Not evaluated here: conditions, boundaries, NotAction, NotResource. Each makes the answer *depends on*. */
  readonly conditions?: readonly string[];
}

/** `ownerRef` is an employee number, e-mail or person key; correlation resolves it and says why. */
export interface OwnershipObserved {
  readonly type: 'ownership';
  readonly key: string;
  readonly subjectKey: string;
  readonly role: 'owner' | 'sponsor';
  readonly ownerRef: string;
}

/**
 * A place where a secret lies and should not. What lies there is a credential of the same source, held by whatever holds
 * the place (the repository, the image); by fingerprint or public id the estate finds whose credential it really is.
 */
export interface ExposureObserved {
  readonly type: 'exposure';
  readonly key: string;
  readonly credentialKey: string;
  /** Where, as a person would look it up: `deploy/prod.env:12`. Never a part of the secret. */
  readonly place: string;
  /** Who says so, and by which rule: `gitleaks: aws-access-token`. */
  readonly foundBy: string;
  readonly resourceKey?: string;
  readonly commit?: string;
  readonly author?: string;
  /** It has lain there since then at the latest. */
  readonly since?: Instant;
}

/**
 * A policy as its source keeps it, whole, for the evaluation that knows its language: what grants and conditions say of it
 * is only as much as anybody can tell who does not.
 */
export interface PolicyObserved {
  readonly type: 'policy';
  /** Of an identity policy the key of the group that passes it on. */
  readonly key: string;
  readonly language: 'aws';
  /** Held by accounts and groups; on an account that can be assumed; on a resource; of a service or resource control policy. */
  readonly use: 'identity' | 'trust' | 'resource' | 'scp' | 'rcp';
  /** What it is on: account, resource, or part of an organisation. Memberships say who holds an identity policy. */
  readonly subjectKey?: string;
  /** The document as canonical JSON, in pieces of at most 4,096 characters. */
  readonly document: readonly string[];
}

/** Something that this read could not see. Answers that could depend on it say so. */
export interface GapObserved {
  readonly type: 'gap';
  readonly key: string;
  readonly what: string;
  readonly why: string;
  /** What was not read could deny what is listed: every answer of this source then *depends on* it. */
  readonly mayDeny?: boolean;
  /**
   * `all`: a question that is refused altogether, `some`: one of many. What it told before is then missing and need not be
   * gone: a read in which this is new takes nothing for gone unless a person says so.
   */
  readonly hides?: 'some' | 'all';
}
