import { refuse, type Refusal } from '../model/failure.ts';
import type { Assurance } from '../model/judgement.ts';
import { isTouchOnly, verifySignature } from './signature.ts';

export interface CheckedSignature {
  readonly ok: true;
  readonly keyFingerprint: string;
  readonly assurance: Assurance;
}

/**
 * Checks a signature over exact statement text: says which key made it and at which assurance, not whether that key may.
 * SSHSIG or WebAuthn, as the signature's own text says. `ledger`: in a demo ledger a software key meets the passkey level;
 * elsewhere only a security key or a passkey that verified its user.
 */
export function createSignatureCheck({ ledger }: { readonly ledger: 'demo' | 'real' }): {
  verify(statement: string, given: string): CheckedSignature | Refusal;
} {
  return {
    verify(statement, given) {
      const signature = verifySignature(statement, given);
      if (!signature.ok)
        return refuse(
          'signature_invalid',
          `The signature does not hold: ${signature.why}.`,
          'Sign the exact statement text anew: in the console with your passkey, or with `ssh-keygen -Y sign -n countersign -f KEY STATEMENT`.',
        );
      const strong = signature.kind === 'software_key' ? ledger === 'demo' : !isTouchOnly(signature);
      return { ok: true, keyFingerprint: signature.fingerprint, assurance: strong ? 'passkey' : 'key' };
    },
  };
}
