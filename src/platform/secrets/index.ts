/**
 * Secrets. In: references (`env:NAME`, `file:PATH`, `stored:NAME`) and credentials to keep. Out: a secret, to the one who
 * asked, or a keyed fingerprint of it. Never: a secret in a message, a log or a list, or on the disk unsealed.
 */
export { openCredentialStore } from './credential-store.ts';
export type { CredentialInfo, CredentialStore } from './credential-store.ts';
export { derivedKey, fingerprint, fingerprintKey } from './fingerprint.ts';
export type { FingerprintKey } from './fingerprint.ts';
export { fileKeys, newKeyLine } from './key-port.ts';
export type { KeyPort } from './key-port.ts';
export { isReference, parseReference, readSecret, refusePasswordIn } from './reference.ts';
export type { SecretReference, SecretSources } from './reference.ts';
