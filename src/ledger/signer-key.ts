import type { KeyObject } from 'node:crypto';
import { sha256 } from './hashing.ts';
import { isHardwareType, parseSshPublicKey } from './ssh-key.ts';
import { parseWebauthnKey, type WebauthnKey } from './webauthn-key.ts';

/** What holds a person's key. A passkey may be in hardware or synced between devices; its enrolment says what is known. */
export type SignerKeyKind = 'software_key' | 'security_key' | 'passkey';

/** A public key that can sign here, whichever scheme it signs by. */
export interface SignerKey {
  readonly kind: SignerKeyKind;
  /** As the ledger writes it: an OpenSSH line without comment, or a `webauthn` line. */
  readonly line: string;
  /** `SHA256:…`; two keys with the same one are the same key. */
  readonly fingerprint: string;
  /** Digest of the key itself, however it is wrapped: one key speaks for one person only. */
  readonly material: string;
  /** Where it may be used, for a passkey. */
  readonly passkey: WebauthnKey | undefined;
}

/** Reads a signer's public key in either form; a sentence saying what is wrong otherwise. */
export function parseSignerKey(text: string): SignerKey | string {
  if (text.startsWith('webauthn ')) {
    const passkey = parseWebauthnKey(text);
    if (typeof passkey === 'string') return passkey;
    const { line, fingerprint, key } = passkey;
    return { kind: 'passkey', line, fingerprint, material: materialOf(key), passkey };
  }
  const ssh = parseSshPublicKey(text);
  if (typeof ssh === 'string') return ssh;
  return {
    kind: isHardwareType(ssh.type) ? 'security_key' : 'software_key',
    line: ssh.line,
    fingerprint: ssh.fingerprint,
    material: materialOf(ssh.key),
    passkey: undefined,
  };
}

const materialOf = (key: KeyObject): string =>
  sha256(key.export({ type: 'spki', format: 'der' })).toString('hex');
