import type { EstateRef } from './finding.ts';
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
  readonly observedAt: Instant;
}
