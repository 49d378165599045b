import {
  done,
  mandateSigners,
  refuse,
  refuseTerms,
  type EntryId,
  type Instant,
  type MandateId,
  type Result,
  type SignerStanding,
} from '../../model/index.ts';
import { canonicalJson, digestOf, digestOfValue } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { ReviewBench } from '../bench.ts';
import { signedBy } from '../signed-by.ts';
import { readMandateStatement, stateOne, statementText } from '../statement.ts';
import { unknownSigner } from '../weigh.ts';
import { loadMandate, type StoredMandate } from './stored-mandate.ts';

export interface MandateAsked {
  readonly mandate: MandateId;
  readonly keyFingerprint: string;
}
export interface OpenMandate {
  readonly statement: string;
  readonly mandate: StoredMandate;
}

/** Prepares the statement over the whole terms for this signer. */
export async function openMandate(bench: ReviewBench, asked: MandateAsked): Promise<Result<OpenMandate>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const loaded = await loadMandate(bench.database, asked.mandate);
  if (!loaded.ok) return loaded;
  const mandate = loaded.value;
  const no = notToSign(mandate, standing.person, now);
  if (no !== undefined) return no;
  const statement = stateOne(frameOf(bench, standing, now), 'mandate', {
    mandate: mandate.id,
    terms: mandate.terms,
  });
  return done({ statement: statementText(statement), mandate });
}

export interface MandateSigned {
  readonly entry: EntryId;
  /** In words, what is missing before it stands; empty: it stands. */
  readonly missing: readonly string[];
}

/** Takes one signature over the terms; records it. It stands once enough people signed, who are independent of each other. */
export async function takeMandate(
  bench: ReviewBench,
  statement: string,
  signature: string,
): Promise<Result<MandateSigned>> {
  const now = bench.clock.now();
  const signed = await signedBy(bench, { statement, signature }, readMandateStatement, now);
  if (!signed.ok) return signed;
  const { item, signer, keyFingerprint, assurance, madeAt } = signed.value;
  return bench.database.transaction(async (tx) => {
    await tx.query('select 1 from review.mandate where id = $1 for update', [item.mandate]);
    const loaded = await loadMandate(tx, item.mandate);
    if (!loaded.ok) return loaded;
    const mandate = loaded.value;
    const no = notToSign(mandate, signer, now);
    if (no !== undefined) return no;
    if (canonicalJson(item.terms) !== canonicalJson(mandate.terms))
      return refuse(
        'signature_invalid',
        'The statement has other terms than this mandate.',
        'Sign the statement that `countersign mandate sign` wrote.',
      );
    const entry = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'mandate.signed',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: mandate.signatures.map((each) => each.entry),
        correlation: mandate.id,
        policy: bench.policy,
        basis: {
          terms: digestOfValue('countersign/mandate/v1', { ...item }),
          statement: digestOf(statement),
        },
        body: { statement, signature, mandate: mandate.id, assurance },
      }),
    );
    await tx.query(
      `insert into review.mandate_signature (entry, mandate, signer, key_fingerprint, assurance, signed_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [entry, mandate.id, signer, keyFingerprint, assurance, madeAt],
    );
    const after = await loadMandate(tx, mandate.id);
    return after.ok ? done({ entry, missing: await missingSigners(bench, after.value, now) }) : after;
  });
}

function notToSign(mandate: StoredMandate, signer: string, now: Instant) {
  if (mandate.ended !== null)
    return refuse('already_done', `This mandate was ended: ${mandate.ended.because}`, 'Propose another.');
  if (mandate.terms.until <= now)
    return refuse('already_done', `This mandate was over at ${mandate.terms.until}.`, 'Propose another.');
  const unfit = refuseTerms(mandate.terms);
  if (unfit !== undefined) return unfit;
  return mandate.signatures.some((each) => each.signer === signer)
    ? refuse('already_done', 'This person has signed it already; one signature a person counts.')
    : undefined;
}

/** Who states it, when, and for which ledger. */
export const frameOf = (bench: ReviewBench, { person }: SignerStanding, now: Instant) => ({
  ledger: bench.ledgerName,
  signer: person,
  now,
  nonce: newId('non'),
});

/** What a mandate lacks, by the signers in force now; the enforcer asks the same of the ledger each time. */
export async function missingSigners(
  bench: Pick<ReviewBench, 'signers'>,
  mandate: StoredMandate,
  now: Instant,
): Promise<readonly string[]> {
  const standing: SignerStanding[] = [];
  for (const { keyFingerprint, signer } of mandate.signatures) {
    const one = await bench.signers.standing(keyFingerprint, now);
    if (one?.person === signer) standing.push(one);
  }
  const missing: string[] = [];
  const apart = standing.some((a) =>
    standing.some(
      (b) => a.person !== b.person && !a.dependsOn.includes(b.person) && !b.dependsOn.includes(a.person),
    ),
  );
  if (!apart)
    missing.push(`${mandateSigners.atLeast} different people sign, neither of whom alone enrolled the other`);
  if (!standing.some(({ roles }) => mandateSigners.oneOf.some((role) => roles.includes(role))))
    missing.push(`somebody who is enrolled as ${mandateSigners.oneOf.join(' or ')} signs`);
  return missing;
}
