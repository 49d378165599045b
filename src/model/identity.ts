/** What an identity is declared to be. Behaviour may disagree; that is a finding, not a change of kind. */
export const identityKinds = ['person', 'service_account', 'workload', 'integration', 'agent'] as const;
export type IdentityKind = (typeof identityKinds)[number];

export const tiers = ['low', 'medium', 'high'] as const;
/** How much harm misuse of a resource can do. `unknown` counts as `high` wherever it is compared. */
export type Tier = (typeof tiers)[number];

export const dataClasses = ['public', 'internal', 'personal', 'restricted', 'secret'] as const;
export type DataClass = (typeof dataClasses)[number];

export const environments = ['production', 'staging', 'development', 'sandbox'] as const;
export type Environment = (typeof environments)[number];

/** Roles of people in Countersign: the one list. */
export const roles = [
  'administrator',
  'governor',
  'reviewer',
  'manager',
  'resource_owner',
  'nhi_owner',
  'sponsor',
  'security',
  'requester',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

export const accountStates = ['active', 'disabled', 'locked', 'expired', 'unknown'] as const;
export type AccountState = (typeof accountStates)[number];

export const credentialTypes = [
  'password',
  'access_key',
  'api_key',
  'token',
  'ssh_key',
  'certificate',
  'federated',
  'mfa_device',
] as const;
export type CredentialType = (typeof credentialTypes)[number];

/** Why a grant is there. A model never sets it; `unaccounted` (nobody here approved it) is the default. */
export const bases = ['approved', 'mandated', 'inherited', 'unaccounted'] as const;
export type Basis = (typeof bases)[number];
