import type { SignerKeyKind } from './signer-key.ts';
import { isHardwareType } from './ssh-key.ts';
import { verifySshsig, type NoSignature } from './sshsig.ts';
import { verifyAssertion } from './webauthn.ts';

/** A signature that holds over a text, by either scheme: whose key, and what that key showed of its person. */
export interface VerifiedSignature {
  readonly ok: true;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly kind: SignerKeyKind;
  /** The key checked its user (PIN or biometrics), not only a touch. */
  readonly userVerified: boolean;
  /** How often a passkey says that it has signed; 0: it does not count. */
  readonly counter: number;
}

/**
 * Checks a signature over exact text (UTF-8): an armored SSHSIG or a WebAuthn assertion in canonical JSON. The two are
 * told apart by their first character, and each is read by its own scheme only. Says which key signed, never whether it may.
 */
export function verifySignature(text: string, signature: string): VerifiedSignature | NoSignature {
  if (signature.startsWith('{')) {
    const passkey = verifyAssertion(text, signature);
    if (!passkey.ok) return passkey;
    const { publicKey, fingerprint, userVerified, counter } = passkey;
    return { ok: true, publicKey, fingerprint, kind: 'passkey', userVerified, counter };
  }
  const ssh = verifySshsig(text, signature);
  if (!ssh.ok) return ssh;
  const { publicKey, fingerprint, keyType, userVerified } = ssh;
  const kind = isHardwareType(keyType) ? 'security_key' : 'software_key';
  return { ok: true, publicKey, fingerprint, kind, userVerified, counter: 0 };
}

/** A key that was touched, and did not check whose touch it was. */
export const isTouchOnly = (signature: VerifiedSignature): boolean =>
  signature.kind !== 'software_key' && !signature.userVerified;
