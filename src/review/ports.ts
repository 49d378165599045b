import type { Assurance, Refusal } from '../model/index.ts';

/** Checks a signature over exact statement text; says whose key made it, not whether that key may. */
export interface SignatureCheck {
  verify(statement: string, armored: string): CheckedSignature | Refusal;
}
export interface CheckedSignature {
  readonly ok: true;
  /** `SHA256:…` as OpenSSH prints it. */
  readonly keyFingerprint: string;
  readonly assurance: Assurance;
}
