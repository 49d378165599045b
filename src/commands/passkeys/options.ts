import { challengeOf, type WebauthnKey } from '../../ledger/index.ts';
import type { SubjectId } from '../../model/index.ts';
import type { PasskeyPlace } from './place.ts';

// What browsers take in JSON: `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`.

export interface CredentialRef {
  readonly type: 'public-key';
  readonly id: string;
}

export interface CreationOptions {
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  readonly timeout: number;
  readonly excludeCredentials: readonly CredentialRef[];
  readonly authenticatorSelection: {
    readonly residentKey: 'required';
    readonly requireResidentKey: true;
    readonly userVerification: 'required';
  };
  readonly attestation: 'none' | 'direct';
}

export interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly allowCredentials: readonly CredentialRef[];
  readonly userVerification: 'required';
}

/** How long a person has in front of the browser's dialog. */
export const ceremonySeconds = 300;
const timeout = ceremonySeconds * 1000;
/** ES256, EdDSA, RS256, in the order we like them. */
const algorithms = [-7, -8, -257];

const refTo = (key: WebauthnKey): CredentialRef => ({
  type: 'public-key',
  id: key.credentialId.toString('base64url'),
});

/** Asks a browser for a new passkey. It learns the person's random id and the name shown to them, and nothing else. */
export const creationOptions = (asked: {
  readonly place: PasskeyPlace;
  readonly person: SubjectId;
  readonly displayName: string;
  readonly challenge: string;
  /** Passkeys that the person has already: an authenticator that holds one of them makes no second. */
  readonly held: readonly WebauthnKey[];
  readonly attestation: CreationOptions['attestation'];
}): CreationOptions => ({
  rp: { id: asked.place.rpId, name: 'Countersign' },
  user: {
    id: Buffer.from(asked.person).toString('base64url'),
    name: asked.displayName,
    displayName: asked.displayName,
  },
  challenge: asked.challenge,
  pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
  timeout,
  excludeCredentials: asked.held.filter((key) => key.rpId === asked.place.rpId).map(refTo),
  authenticatorSelection: {
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  },
  attestation: asked.attestation,
});

/** Asks a browser for this key's signature over this exact text, with its user verified. */
export const signingOptions = (key: WebauthnKey, statement: string): RequestOptions => ({
  challenge: challengeOf(statement),
  rpId: key.rpId,
  timeout,
  allowCredentials: [refTo(key)],
  userVerification: 'required',
});

/** Asks a browser who is there: any passkey of this place that it has. */
export const signInOptions = (place: PasskeyPlace, challenge: string): RequestOptions => ({
  challenge,
  rpId: place.rpId,
  timeout,
  allowCredentials: [],
  userVerification: 'required',
});
