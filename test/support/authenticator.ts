// An authenticator in software: makes registrations and assertions byte by byte as WebAuthn says, and every one of those
// bytes can be bent. It is no twin of our verifier: it shares no code with it.
import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

/** How one assertion or registration is to be bent. Everything left out is as it should be. */
export interface Bent {
  readonly rpId?: string;
  readonly origin?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly flags?: number;
  readonly counter?: number;
  /** Members added to the client data, or the whole text. */
  readonly client?: Readonly<Record<string, unknown>> | string;
  /** Bytes behind the authenticator data. */
  readonly more?: Uint8Array;
  /** The authenticator data to hand out, other than what was signed. */
  readonly handOut?: Uint8Array;
  /** Members of the finished text. */
  readonly text?: Readonly<Record<string, unknown>>;
  readonly fmt?: 'none' | 'packed' | 'tpm';
  readonly coseKey?: Uint8Array;
}

export interface Authenticator {
  readonly algorithm: Algorithm;
  readonly rpId: string;
  readonly origin: string;
  readonly credentialId: Buffer;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly coseKey: Buffer;
  /** `webauthn …`, as the ledger writes it. */
  readonly line: string;
  readonly fingerprint: string;
  /** The parts of an assertion over a challenge. */
  assert(challenge: string, bent?: Bent): AssertionParts;
  /** An assertion over a text, as the ledger keeps it. */
  sign(text: string, bent?: Bent): string;
  /** What the browser answers to `navigator.credentials.create`. */
  register(challenge: string, bent?: Bent): RegistrationParts;
}
export interface AssertionParts {
  readonly authenticatorData: Buffer;
  readonly clientDataJSON: Buffer;
  readonly signature: Buffer;
}
export interface RegistrationParts {
  readonly attestationObject: Buffer;
  readonly clientDataJSON: Buffer;
}

export const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
const b64u = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** User present and verified, a credential that stays on its device. */
export const present = 0x05;

export function authenticator(
  algorithm: Algorithm = 'ES256',
  place: {
    readonly rpId?: string;
    readonly origin?: string;
    /** The same credential at another place. */
    readonly same?: Authenticator;
  } = {},
): Authenticator {
  const rpId = place.rpId ?? 'console.example.org';
  const origin = place.origin ?? `https://${rpId}`;
  const { publicKey, privateKey } = place.same ?? keyPair(algorithm);
  const credentialId = place.same?.credentialId ?? randomBytes(16);
  const coseKey = coseKeyOf(algorithm, publicKey.export({ format: 'jwk' }));
  const line = `webauthn ${rpId} ${origin} ${b64u(credentialId)} ${b64u(coseKey)}`;
  const self: Authenticator = {
    algorithm,
    rpId,
    origin,
    credentialId,
    publicKey,
    privateKey,
    coseKey,
    line,
    fingerprint: `SHA256:${sha256(line).toString('base64').replace(/=+$/, '')}`,
    assert(challenge, bent = {}) {
      const clientDataJSON = clientData('webauthn.get', challenge, bent);
      const authenticatorData = Buffer.concat([
        fixedPart(bent.rpId ?? rpId, bent.flags ?? present, bent.counter ?? 0),
        bent.more ?? Buffer.alloc(0),
      ]);
      const signature = signBytes(authenticatorData, clientDataJSON);
      return {
        authenticatorData: Buffer.from(bent.handOut ?? authenticatorData),
        clientDataJSON,
        signature,
      };
    },
    sign(text, bent = {}) {
      const { authenticatorData, clientDataJSON, signature } = self.assert(b64u(sha256(text)), bent);
      return JSON.stringify({
        authenticatorData: b64u(authenticatorData),
        clientDataJSON: b64u(clientDataJSON),
        publicKey: line,
        scheme: 'webauthn',
        signature: b64u(signature),
        ...bent.text,
      });
    },
    register(challenge, bent = {}) {
      const clientDataJSON = clientData('webauthn.create', challenge, bent);
      const authData = Buffer.concat([
        fixedPart(bent.rpId ?? rpId, bent.flags ?? present | 0x40, bent.counter ?? 0),
        Buffer.alloc(16),
        Buffer.of(credentialId.length >> 8, credentialId.length & 0xff),
        credentialId,
        bent.coseKey ?? coseKey,
        bent.more ?? Buffer.alloc(0),
      ]);
      const fmt = bent.fmt ?? 'none';
      const statement =
        fmt === 'packed'
          ? [
              head(5, 2),
              text('alg'),
              { ES256: Buffer.of(0x26), EdDSA: Buffer.of(0x27), RS256: Buffer.from('390100', 'hex') }[
                algorithm
              ],
              text('sig'),
              bytes(signBytes(authData, clientDataJSON)),
            ]
          : [head(5, 0)];
      const attestationObject = Buffer.concat([
        head(5, 3),
        text('fmt'),
        text(fmt),
        text('attStmt'),
        ...statement,
        text('authData'),
        bytes(authData),
      ]);
      return { attestationObject, clientDataJSON };
    },
  };
  return self;

  function clientData(type: string, challenge: string, bent: Bent): Buffer {
    if (typeof bent.client === 'string') return Buffer.from(bent.client);
    return Buffer.from(
      JSON.stringify({
        type: bent.type ?? type,
        challenge: bent.challenge ?? challenge,
        origin: bent.origin ?? origin,
        crossOrigin: false,
        ...bent.client,
      }),
    );
  }
  function signBytes(data: Buffer, clientDataJSON: Buffer): Buffer {
    return sign(
      algorithm === 'EdDSA' ? null : 'sha256',
      Buffer.concat([data, sha256(clientDataJSON)]),
      privateKey,
    );
  }
}

function keyPair(algorithm: Algorithm): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function fixedPart(rpId: string, flags: number, counter: number): Buffer {
  const rest = Buffer.alloc(5);
  rest.writeUInt8(flags, 0);
  rest.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(rpId), rest]);
}

/** The COSE_Key of a public key in CTAP2 canonical CBOR. */
export function coseKeyOf(algorithm: Algorithm, jwk: JsonWebKey): Buffer {
  const b = (part: string | undefined): Buffer => Buffer.from(part ?? '', 'base64url');
  const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
  if (algorithm === 'ES256')
    return Buffer.concat([hex('a5010203262001'), hex('21'), bytes(b(jwk.x)), hex('22'), bytes(b(jwk.y))]);
  if (algorithm === 'EdDSA') return Buffer.concat([hex('a401010327200621'), bytes(b(jwk.x))]);
  return Buffer.concat([hex('a401030339010020'), bytes(b(jwk.n)), hex('21'), bytes(b(jwk.e))]);
}

// CBOR (RFC 8949), as much of it as an authenticator writes
const head = (major: number, length: number): Buffer =>
  length < 24
    ? Buffer.of((major << 5) | length)
    : length < 256
      ? Buffer.of((major << 5) | 24, length)
      : Buffer.of((major << 5) | 25, length >> 8, length & 0xff);
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const bytes = (value: Uint8Array): Buffer => Buffer.concat([head(2, value.length), value]);
