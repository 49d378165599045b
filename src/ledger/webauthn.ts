import { constants, verify } from 'node:crypto';
import { readAuthenticatorData } from './authenticator-data.ts';
import { readClientData } from './client-data.ts';
import type { CoseAlgorithm } from './cose-key.ts';
import { readDerSignature } from './der-signature.ts';
import { exactJson } from './exact-json.ts';
import { readBase64url, sameBytes, sha256 } from './hashing.ts';
import { hasOnly, isObject, isText, member, parseJson } from './shape.ts';
import type { NoSignature } from './sshsig.ts';
import { parseWebauthnKey, type WebauthnKey } from './webauthn-key.ts';

/** What an assertion that holds says. */
export interface PasskeySignature {
  readonly ok: true;
  readonly publicKey: string;
  readonly fingerprint: string;
  /** PIN or biometrics; without it this is a touch, and no more than a key. */
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /** 0 when the authenticator keeps none. */
  readonly counter: number;
}

/** The parts of an assertion, each as the authenticator and the browser gave it. */
export interface Assertion {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  /** The line of the key that made it. */
  readonly publicKey: string;
  readonly signature: Uint8Array;
}

const longestText = 16_384;
const no = (why: string): NoSignature => ({ ok: false, why });

/** The challenge under which a passkey signs this exact text (UTF-8): its SHA-256, in base64url. */
export const challengeOf = (text: string): string => sha256(Buffer.from(text)).toString('base64url');

/** An assertion as the ledger keeps it: canonical JSON, each part in base64url. */
export const assertionText = (assertion: Assertion): string =>
  exactJson({
    authenticatorData: base64url(assertion.authenticatorData),
    clientDataJSON: base64url(assertion.clientDataJSON),
    publicKey: assertion.publicKey,
    scheme: 'webauthn',
    signature: base64url(assertion.signature),
  }) ?? '';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Checks an assertion over exact text (WebAuthn §7.2). Says which key signed, never whether that key may. */
export function verifyAssertion(text: string, given: string): PasskeySignature | NoSignature {
  const assertion = readAssertion(given);
  if (assertion === undefined) return no('not a WebAuthn assertion in canonical JSON');
  const key = parseWebauthnKey(assertion.publicKey);
  if (typeof key === 'string') return no(key);
  return verifyUnder(key, assertion, challengeOf(text));
}

/** Checks an assertion by this key over this challenge: a statement's digest, or what a sign-in asked for. */
export function verifyUnder(
  key: WebauthnKey,
  assertion: Assertion,
  challenge: string,
): PasskeySignature | NoSignature {
  const client = readClientData(assertion.clientDataJSON);
  if (typeof client === 'string') return no(client);
  if (client.type !== 'webauthn.get') return no('the client data is not of an assertion (`webauthn.get`)');
  if (client.challenge !== challenge) return no('the challenge is not the digest of this text');
  if (client.origin !== key.origin)
    return no(`it was made on \`${client.origin.slice(0, 300)}\`, the key is for \`${key.origin}\``);
  const data = readAuthenticatorData(assertion.authenticatorData);
  if (typeof data === 'string') return no(data);
  if (data.withCredential || data.withExtensions || data.rest.length > 0)
    return no('the authenticator data has more than an assertion without extensions has');
  if (!sameBytes(data.rpIdHash, sha256(Buffer.from(key.rpId))))
    return no(`the authenticator signed for another party than \`${key.rpId}\``);
  if (!data.userPresent) return no('nobody touched the authenticator (no proof of presence)');
  const signed = Buffer.concat([assertion.authenticatorData, sha256(assertion.clientDataJSON)]);
  if (!algorithms[key.algorithm](key, signed, assertion.signature))
    return no('the signature is not over this by this key');
  return {
    ok: true,
    publicKey: key.line,
    fingerprint: key.fingerprint,
    userVerified: data.userVerified,
    backupEligible: data.backupEligible,
    backedUp: data.backedUp,
    counter: data.counter,
  };
}

function readAssertion(text: string): Assertion | undefined {
  if (text.length > longestText) return undefined;
  const value = parseJson(text);
  if (!isObject(value) || member(value, 'scheme') !== 'webauthn') return undefined;
  if (!hasOnly(value, ['authenticatorData', 'clientDataJSON', 'publicKey', 'scheme', 'signature']))
    return undefined;
  const [authenticatorData, clientDataJSON, signature] = [
    bytesOf(member(value, 'authenticatorData')),
    bytesOf(member(value, 'clientDataJSON')),
    bytesOf(member(value, 'signature')),
  ];
  const publicKey = member(value, 'publicKey');
  if (authenticatorData === undefined || clientDataJSON === undefined || signature === undefined)
    return undefined;
  return isText(publicKey) && exactJson(value) === text
    ? { authenticatorData, clientDataJSON, publicKey, signature }
    : undefined;
}

const bytesOf = (value: unknown): Buffer | undefined => (isText(value) ? readBase64url(value) : undefined);

type Check = (key: WebauthnKey, signed: Buffer, signature: Uint8Array) => boolean;

/** By the key's own algorithm alone (WebAuthn §6.5.5). An ECDSA signature (r, s) also verifies as (r, n − s): nothing rests on its bytes. */
export const algorithms: Readonly<Record<CoseAlgorithm, Check>> = {
  ES256(key, signed, signature) {
    const flat = readDerSignature(signature, 32);
    return flat !== undefined && verify('sha256', signed, { key: key.key, dsaEncoding: 'ieee-p1363' }, flat);
  },
  EdDSA: (key, signed, signature) => signature.length === 64 && verify(null, signed, key.key, signature),
  RS256: (key, signed, signature) =>
    signature.length * 8 === key.key.asymmetricKeyDetails?.modulusLength &&
    verify('sha256', signed, { key: key.key, padding: constants.RSA_PKCS1_PADDING }, signature),
};
