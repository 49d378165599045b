import { done, type Assurance, type Instant, type Result, type SignerStanding } from '../model/index.ts';
import type { ReviewBench } from './bench.ts';
import { expiredStatement, type StatementSaid } from './statement.ts';
import { unknownSigner } from './weigh.ts';

/** A statement as it was sent: the exact text, and the signature over it. */
export interface StatementText {
  readonly statement: string;
  readonly signature: string;
}

/** Who stands behind a statement whose signature holds, and with which key. */
export interface SignedText extends StatementText {
  readonly standing: SignerStanding;
  readonly keyFingerprint: string;
  /** The weaker of what the key was enrolled as and what this signature itself shows. */
  readonly assurance: Assurance;
}
export type Signed<S extends StatementSaid> = S & SignedText;

/** Checks the signature over the exact text, reads it, and asks for whom its key speaks now. */
export async function signedBy<S extends StatementSaid>(
  bench: ReviewBench,
  signed: StatementText,
  read: (text: string, ledger: string, now: Instant) => Result<S>,
  now: Instant,
): Promise<Result<Signed<S>>> {
  const checked = bench.signatures.verify(signed.statement, signed.signature);
  if (!checked.ok) return checked;
  const said = read(signed.statement, bench.ledgerName, now);
  if (!said.ok) return said;
  const { keyFingerprint } = checked;
  const standing = await standingNow(bench, { ...said.value, keyFingerprint }, now);
  if (!standing.ok) return standing;
  return done({
    ...said.value,
    ...signed,
    standing: standing.value,
    keyFingerprint,
    // A hardware key that did not verify its user is no more than a key, whatever it was enrolled as.
    assurance: checked.assurance === 'passkey' ? standing.value.assurance : 'key',
  });
}

/** Refuses when the key does not speak for the signer at this moment, or the statement's time is over. */
export async function standingNow(
  bench: ReviewBench,
  signed: StatementSaid & { readonly keyFingerprint: string },
  now: Instant,
): Promise<Result<SignerStanding>> {
  if (signed.expiresAt <= now) return expiredStatement(signed.expiresAt);
  const standing = await bench.signers.standing(signed.keyFingerprint, now);
  return standing === undefined || standing.person !== signed.signer
    ? unknownSigner(signed.keyFingerprint)
    : done(standing);
}
