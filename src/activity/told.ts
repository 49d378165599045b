/** Whoever acts, or is acted upon, as the log writes it. */
export interface Party {
  /** What the source itself tells parties apart by: an ARN, an object id, a login. */
  readonly uid?: string | undefined;
  readonly name?: string | undefined;
  readonly kind: PartyKind;
  /** The source’s own word: `AssumedRole`, `ServiceAccount`. */
  readonly type?: string | undefined;
  readonly email?: string | undefined;
  /** The cloud account, tenant or organisation that the party belongs to. */
  readonly account?: string | undefined;
}
export type PartyKind = 'user' | 'admin' | 'system' | 'service' | 'other' | 'unknown';

/** What was acted on. One of `uid` and `name` is there. */
export interface Target {
  readonly uid?: string | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
}

/** How it was authenticated: the session and the credential, never a secret. */
export interface ToldSession {
  readonly uid?: string | undefined;
  /** Who issued it: the role that was assumed, the identity provider. */
  readonly issuer?: string | undefined;
  /** An id of the credential that is no secret, or its keyed fingerprint. */
  readonly credentialUid?: string | undefined;
  readonly isMfa?: boolean | undefined;
  readonly createdMs?: number | undefined;
}

/** What a provenance is of; `ProvenanceTold` is one of them, a space, and its name. */
export type ProvenanceKind =
  /** Who vouches for a workload, and as what it is known to them. */
  | 'issuer'
  | 'subject'
  | 'repository'
  | 'workflow'
  /** A service account of a cluster, where another system trusts it. */
  | 'workload'
  | 'image'
  | 'pod'
  | 'node'
  | 'instance'
  | 'function'
  | 'client';
export type ProvenanceTold = `${ProvenanceKind} ${string}`;

export interface Outcome {
  /** `other`: the log tells it, and it is neither yes nor no (a challenge). */
  readonly status: 'success' | 'failure' | 'other' | 'unknown';
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
}

export type ApiActivity = 'create' | 'read' | 'update' | 'delete' | 'other' | 'unknown';

/** Which OCSF class this belongs to, with what that class asks for. */
export type Deed =
  | { readonly class: 'api'; readonly activity: ApiActivity }
  | {
      readonly class: 'authentication';
      readonly activity: 'logon' | 'logoff' | 'ticket' | 'service ticket' | 'preauth' | 'switch' | 'other';
      readonly user?: Party | undefined;
    }
  | {
      readonly class: 'account';
      readonly activity: AccountActivity;
      readonly user?: Party | undefined;
      readonly policy?: Target | undefined;
    }
  | { readonly class: 'session'; readonly user?: Party | undefined; readonly privileges: readonly string[] }
  | { readonly class: 'entity'; readonly activity: EntityActivity; readonly entity?: Target | undefined }
  | {
      readonly class: 'access';
      readonly activity: 'assign' | 'revoke' | 'other';
      readonly user?: Party | undefined;
      readonly privileges: readonly string[];
    }
  | {
      readonly class: 'group';
      readonly activity: 'assign' | 'revoke' | 'add' | 'remove' | 'delete' | 'create' | 'other';
      readonly group?: Target | undefined;
      readonly user?: Party | undefined;
      readonly privileges?: readonly string[] | undefined;
    };
export type AccountActivity =
  | 'create'
  | 'enable'
  | 'password change'
  | 'password reset'
  | 'disable'
  | 'delete'
  | 'attach policy'
  | 'detach policy'
  | 'lock'
  | 'enable mfa'
  | 'disable mfa'
  | 'unlock'
  | 'other';
export type EntityActivity = 'create' | 'read' | 'update' | 'delete' | 'enable' | 'disable' | 'other';

/** What one event of a log tells, in one shape for every format. What the log does not tell is absent, never guessed. */
export interface Told {
  readonly uid?: string | undefined;
  /** Milliseconds since 1970. */
  readonly timeMs?: number | undefined;
  /** The source’s own word for what was done: `CreateUser`, `user.session.start`. */
  readonly action: string;
  /** Which of the source’s services did it: `iam.amazonaws.com`. */
  readonly service?: string | undefined;
  readonly deed: Deed;
  readonly actor?: Party | undefined;
  /** The program that acts for the actor: an OAuth application, an agent. */
  readonly app?: { readonly uid?: string | undefined; readonly name?: string | undefined } | undefined;
  /** Whom the actor acts for, where the log says so. */
  readonly onBehalfOf?: Party | undefined;
  /** The service that made the call by itself. */
  readonly invokedBy?: string | undefined;
  readonly session?: ToldSession | undefined;
  readonly targets: readonly Target[];
  readonly outcome: Outcome;
  readonly from?:
    | {
        readonly ip?: string | undefined;
        readonly port?: number | undefined;
        readonly name?: string | undefined;
      }
    | undefined;
  readonly userAgent?: string | undefined;
  /** Where the actor comes from, as far as this event tells. */
  readonly provenance?: readonly ProvenanceTold[] | undefined;
  /** What the event tells of the provenance of somebody else: of the role that a workload took, of a pod's account. */
  readonly tellsOf?:
    | {
        readonly party: Party;
        readonly provenance: readonly ProvenanceTold[];
        readonly credentialUid?: string | undefined;
      }
    | undefined;
  /** Ties the events of one request or transaction together. */
  readonly correlation?: string | undefined;
  readonly cloud?:
    | {
        readonly provider: string;
        readonly account?: string | undefined;
        readonly region?: string | undefined;
      }
    | undefined;
  /** A few more words of the source that have no place in OCSF. */
  readonly more?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}
