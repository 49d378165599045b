import { Problem } from './api/problem.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { t } from './text/webauthn.ts';

/**
 * Passkeys. What is signed is a text: the challenge is the SHA-256 of its UTF-8 bytes, and the signature that comes out is
 * the text that docs/ledger.md describes, which the command line makes and checks as well.
 */

/** A passkey's public key in the ledger's form: `webauthn RPID ORIGIN CREDENTIAL-ID COSE-KEY`. */
export type PasskeyLine = string;

export interface NewPasskey {
  readonly publicKey: PasskeyLine;
  readonly registration: { readonly attestationObject: string; readonly clientDataJSON: string };
}

/** The parts of an assertion, in unpadded base64url. */
export interface Assertion {
  readonly credentialId: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

/** Whether passkeys can work on this page: a domain (or localhost) over TLS. Where not, the page shows the SSH command. */
export const canUsePasskeys = (): boolean =>
  isSecureContext &&
  typeof PublicKeyCredential === 'function' &&
  !/^(\d+\.){3}\d+$|:/.test(location.hostname.replace(/^\[|\]$/g, ''));

/**
 * Makes a passkey for this person on this page’s domain; its user is asked for fingerprint, face or PIN.
 * @public
 */
export async function createPasskey(
  user: { readonly id: string; readonly name: string },
  known: readonly PasskeyLine[] = [],
): Promise<NewPasskey> {
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        // Proves nothing by itself: the key is enrolled by a statement that it signs. Longer than any statement's digest.
        challenge: crypto.getRandomValues(new Uint8Array(48)),
        rp: { id: location.hostname, name: 'Countersign' },
        user: {
          id: new TextEncoder().encode(user.id).slice(0, 64),
          name: user.name,
          displayName: user.name,
        },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: known.flatMap(descriptorOf),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    }),
  );
  if (!(credential.response instanceof AuthenticatorAttestationResponse)) throw unusable();
  const { response } = credential;
  const data = new Uint8Array(response.getAuthenticatorData());
  const id = toBase64url(credential.rawId);
  const key = coseKeyIn(data);
  return {
    publicKey: `webauthn ${location.hostname} ${location.origin} ${id} ${toBase64url(key)}`,
    registration: {
      attestationObject: toBase64url(response.attestationObject),
      clientDataJSON: toBase64url(response.clientDataJSON),
    },
  };
}

/**
 * Signs a text with one of these passkeys. What is handed in is exactly what was shown.
 * @public
 */
export async function signWithPasskey(text: string, keys: readonly PasskeyLine[]): Promise<string> {
  const assertion = await assertPasskey(text, keys);
  const line = keys.find((key) => key.split(' ')[3] === assertion.credentialId);
  if (line === undefined) throw unusable();
  return signatureText(assertion, line);
}

/** Signs a text with one of these passkeys, or, where none is named, with any that this browser knows for the page. */
export async function assertPasskey(text: string, keys: readonly PasskeyLine[] = []): Promise<Assertion> {
  const credential = await asked(async () =>
    navigator.credentials.get({
      publicKey: {
        challenge: await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)),
        rpId: location.hostname,
        allowCredentials: keys.flatMap(descriptorOf),
        userVerification: 'required',
      },
    }),
  );
  if (!(credential.response instanceof AuthenticatorAssertionResponse)) throw unusable();
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return {
    credentialId: toBase64url(credential.rawId),
    authenticatorData: toBase64url(authenticatorData),
    clientDataJSON: toBase64url(clientDataJSON),
    signature: toBase64url(signature),
  };
}

/** The ledger’s text of a signature. Its members stand in order and are plain ASCII, so this is their canonical form. */
export const signatureText = (assertion: Assertion, publicKey: PasskeyLine): string =>
  JSON.stringify({
    authenticatorData: assertion.authenticatorData,
    clientDataJSON: assertion.clientDataJSON,
    publicKey,
    scheme: 'webauthn',
    signature: assertion.signature,
  });

/** Keys of another domain or origin cannot sign here, and are not offered. */
function descriptorOf(line: PasskeyLine): PublicKeyCredentialDescriptor[] {
  const [scheme, rpId, origin, id] = line.split(' ');
  if (scheme !== 'webauthn' || rpId !== location.hostname || origin !== location.origin || id === undefined)
    return [];
  return [{ type: 'public-key', id: fromBase64url(id) }];
}

/** The public key stands behind the credential’s id, to the end: we ask for no extensions. */
export function coseKeyIn(authenticatorData: Uint8Array): Uint8Array {
  const [high = 0, low = 0] = authenticatorData.subarray(53, 55);
  return authenticatorData.subarray(55 + high * 256 + low);
}

/** Asks the browser. Whoever turns it down, or cannot, is told so in our words; nothing has been signed then. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!canUsePasskeys())
    throw new Problem({ code: 'passkey_impossible', status: 0, message: t('impossible'), next: t('useSsh') });
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError')
      throw new Problem({
        code: 'passkey_turned_down',
        status: 0,
        message: t('turnedDown'),
        next: t('tryAgain'),
      });
    if (name === 'InvalidStateError')
      throw new Problem({ code: 'passkey_known', status: 0, message: t('known') });
    throw error;
  }
  throw unusable();
}

const unusable = (): Problem => new Problem({ code: 'passkey_unusable', status: 0, message: t('unusable') });
