import { Problem } from './api/problem.ts';
import type { RouteInput, RouteOutput } from './api/route-table.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { t } from './text/webauthn.ts';

/**
 * Passkeys. What is signed is a text: the challenge is the SHA-256 of its UTF-8 bytes, worked out here from the very text
 * that was shown, and what comes out is the signature text of docs/ledger.md.
 */

type CreationOptions = RouteOutput<'passkeys.open-registration'>['options'];
type RegistrationResponse = RouteInput<'passkeys.register'>['response'];
type RequestOptions = RouteOutput<'session.open-passkey'>['options'];
type AssertionResponse = RouteInput<'session.begin'>['response'];

/** Whether passkeys can work on this page: a domain (or localhost) over TLS. Where not, the page shows the SSH command. */
export const canUsePasskeys = (): boolean =>
  isSecureContext &&
  typeof PublicKeyCredential === 'function' &&
  !/^(\d+\.){3}\d+$|:/.test(location.hostname.replace(/^\[|\]$/g, ''));

/**
 * Makes a passkey; its person is asked for fingerprint, face or PIN.
 * @public
 */
export async function createPasskey(options: CreationOptions): Promise<RegistrationResponse> {
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: fromBase64url(options.challenge),
        user: { ...options.user, id: fromBase64url(options.user.id) },
        pubKeyCredParams: [...options.pubKeyCredParams],
        excludeCredentials: options.excludeCredentials.map(({ id }) => descriptor(id)),
      },
    }),
  );
  if (!(credential.response instanceof AuthenticatorAttestationResponse)) throw unusable();
  const { attestationObject, clientDataJSON } = credential.response;
  return {
    id: toBase64url(credential.rawId),
    type: 'public-key',
    response: {
      attestationObject: toBase64url(attestationObject),
      clientDataJSON: toBase64url(clientDataJSON),
    },
  };
}

/**
 * Lets a passkey say who is there, with the options that the server gave: for signing in, and for nothing else.
 * @public
 */
export const answerWithPasskey = (options: RequestOptions): Promise<AssertionResponse> =>
  assertion({
    challenge: fromBase64url(options.challenge),
    rpId: options.rpId,
    timeout: options.timeout,
    allowCredentials: options.allowCredentials.map(({ id }) => descriptor(id)),
    userVerification: 'required',
  });

/**
 * Signs a statement with this passkey (its `publicKey` line, from `session.show`). Hand in the text that was shown: the
 * challenge is worked out from it here, whatever the server says.
 * @public
 */
export async function signWithPasskey(statement: string, publicKey: string): Promise<string> {
  const [scheme, rpId, origin, id] = publicKey.split(' ');
  if (scheme !== 'webauthn' || rpId === undefined || id === undefined || origin !== location.origin)
    throw new Problem({ code: 'passkey_elsewhere', status: 0, message: t('elsewhere'), next: t('useSsh') });
  const { response } = await assertion({
    challenge: await crypto.subtle.digest('SHA-256', new TextEncoder().encode(statement)),
    rpId,
    timeout: 300_000,
    allowCredentials: [descriptor(id)],
    userVerification: 'required',
  });
  return signatureText(response, publicKey);
}

/** The ledger’s text of a signature. Its members stand in order and are plain ASCII, so this is their canonical form. */
export const signatureText = (response: AssertionResponse['response'], publicKey: string): string =>
  JSON.stringify({
    authenticatorData: response.authenticatorData,
    clientDataJSON: response.clientDataJSON,
    publicKey,
    scheme: 'webauthn',
    signature: response.signature,
  });

async function assertion(publicKey: PublicKeyCredentialRequestOptions): Promise<AssertionResponse> {
  const credential = await asked(() => navigator.credentials.get({ publicKey }));
  if (!(credential.response instanceof AuthenticatorAssertionResponse)) throw unusable();
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return {
    id: toBase64url(credential.rawId),
    type: 'public-key',
    response: {
      authenticatorData: toBase64url(authenticatorData),
      clientDataJSON: toBase64url(clientDataJSON),
      signature: toBase64url(signature),
    },
  };
}

const descriptor = (id: string): PublicKeyCredentialDescriptor => ({
  type: 'public-key',
  id: fromBase64url(id),
});

/** Asks the browser. Whoever turns it down, or cannot, is told so in our words; nothing has been signed then. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!canUsePasskeys())
    throw new Problem({
      code: 'passkey_impossible',
      status: 0,
      message: t('impossible'),
      next: t('useSsh'),
    });
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

/** A key of this page’s domain and origin; others cannot sign here and are not offered. */
export function isOfThisPage(line: string): boolean {
  const [scheme, rpId, origin] = line.split(' ');
  return scheme === 'webauthn' && rpId === location.hostname && origin === location.origin;
}
