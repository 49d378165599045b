import { done, type Assurance, type Instant, type Result, type SignerStanding } from '../model/index.ts';
import type { ReviewBench } from './bench.ts';
import type { ReadStatement } from './statement.ts';
import { unknownSigner } from './weigh.ts';

/** A statement as it was sent: the exact text, and the signature over it. */
export interface SignedText {
  readonly statement: string;
  readonly signature: string;
}

/** A statement whose signature holds, by a person whose key is in force. */
export interface Signed<T> extends ReadStatement<T>, SignedText {
  readonly standing: SignerStanding;
  readonly keyFingerprint: string;
  /** The weaker of what the key was enrolled as and what this signature itself shows. */
  readonly assurance: Assurance;
}

/** Checks the signature over the exact text, reads it, and asks for whom its key speaks now. */
export async function signedBy<T>(
  bench: ReviewBench,
  signed: SignedText,
  read: (text: string, ledger: string, now: Instant) => Result<ReadStatement<T>>,
  now: Instant,
): Promise<Result<Signed<T>>> {
  const checked = bench.signatures.verify(signed.statement, signed.signature);
  if (!checked.ok) return checked;
  const said = read(signed.statement, bench.ledgerName, now);
  if (!said.ok) return said;
  const standing = await bench.signers.standing(checked.keyFingerprint, now);
  if (standing === undefined || standing.person !== said.value.signer)
    return unknownSigner(checked.keyFingerprint);
  return done({
    ...said.value,
    ...signed,
    standing,
    keyFingerprint: checked.keyFingerprint,
    // A hardware key that did not verify its user is no more than a key, whatever it was enrolled as.
    assurance: checked.assurance === 'passkey' ? standing.assurance : 'key',
  });
}
