import { assertionText, parseWebauthnKey, type WebauthnKey } from '../../ledger/index.ts';
import { done, refuse, type Result } from '../../model/index.ts';
import type { System } from '../system.ts';
import { signingOptions, type RequestOptions } from './options.ts';
import type { AssertionResponse } from './responses.ts';

/** A passkey by its fingerprint, once it is enrolled, or by its line, before it is (a bootstrap). */
export type WhichPasskey =
  | { readonly keyFingerprint: string; readonly publicKey?: undefined }
  | { readonly publicKey: string; readonly keyFingerprint?: undefined };

/** What the browser is asked with, so that this passkey signs this statement, whatever it is for. */
export async function openSigning(
  system: System,
  asked: WhichPasskey & { readonly statement: string },
): Promise<Result<{ readonly options: RequestOptions }>> {
  const key = await passkeyAsked(system, asked);
  return key.ok ? done({ options: signingOptions(key.value, asked.statement) }) : key;
}

/**
 * The signature's text, as every use case that takes a signed statement wants it, from what the browser answered. It
 * checks nothing: whoever takes the statement does.
 */
export async function signatureFrom(
  system: System,
  asked: WhichPasskey & { readonly response: AssertionResponse },
): Promise<Result<{ readonly signature: string }>> {
  const key = await passkeyAsked(system, asked);
  if (!key.ok) return key;
  const { id, response } = asked.response;
  if (id !== key.value.credentialId.toString('base64url'))
    return refuse(
      'signature_invalid',
      'Another passkey signed than the one that was asked for.',
      'Choose the passkey that you are enrolled with, and sign again.',
    );
  return done({
    signature: assertionText({
      authenticatorData: Buffer.from(response.authenticatorData, 'base64url'),
      clientDataJSON: Buffer.from(response.clientDataJSON, 'base64url'),
      publicKey: key.value.line,
      signature: Buffer.from(response.signature, 'base64url'),
    }),
  });
}

async function passkeyAsked(system: System, asked: WhichPasskey): Promise<Result<WebauthnKey>> {
  const line =
    asked.publicKey ??
    (await system.signers.everyone()).find(
      (key) => key.keyFingerprint === asked.keyFingerprint && key.kind === 'passkey' && key.until === null,
    )?.publicKey;
  const key = line === undefined ? undefined : parseWebauthnKey(line);
  if (key === undefined)
    return refuse(
      'signer_unknown',
      `\`${asked.keyFingerprint ?? ''}\` is no passkey that speaks for somebody in this ledger now.`,
      'An SSH key signs with `countersign decide PROPOSAL --key FILE`; see who is enrolled with `countersign signers`.',
    );
  return typeof key === 'string' ? refuse('input_invalid', `The passkey cannot be used: ${key}.`) : done(key);
}
