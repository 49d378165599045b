import { refuse, type Refusal } from '../model/failure.ts';
import type { Assurance } from '../model/judgement.ts';
import { verifySshsig } from './sshsig.ts';

export interface CheckedSshSignature {
  readonly ok: true;
  readonly keyFingerprint: string;
  readonly assurance: Assurance;
}

/**
 * Checks a signature over exact statement text: says which key made it and at which assurance, not whether that key may.
 * `ledger`: in a demo ledger a software key meets the passkey level; elsewhere only a security key that verified its user.
 */
export function createSignatureCheck({ ledger }: { readonly ledger: 'demo' | 'real' }): {
  verify(statement: string, armored: string): CheckedSshSignature | Refusal;
} {
  return {
    verify(statement, armored) {
      const signature = verifySshsig(statement, armored);
      if (!signature.ok)
        return refuse(
          'signature_invalid',
          `The signature does not hold: ${signature.why}.`,
          'Sign the exact statement text: `ssh-keygen -Y sign -n countersign -f KEY STATEMENT`.',
        );
      const strong = signature.hardware ? signature.userVerified : ledger === 'demo';
      return { ok: true, keyFingerprint: signature.fingerprint, assurance: strong ? 'passkey' : 'key' };
    },
  };
}
