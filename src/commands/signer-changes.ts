import {
  done,
  refuse,
  type EntryId,
  type Instant,
  type Refusal,
  type Result,
  type SignerStanding,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import { stateOne, statementText } from '../review/index.ts';
import type { GivenSignature } from './bootstrap.ts';
import { refuseLeaver } from './left-people.ts';
import { oneSignerEntry } from './one-signer-entry.ts';
import { coveredItem } from './statement-covers.ts';
import type { System } from './system.ts';

export const signerActs = {
  enrol: { purpose: 'signer.enrol', entry: 'signer.enrolled' },
  replace: { purpose: 'signer.replace', entry: 'signer.replaced' },
  revoke: { purpose: 'signer.revoke', entry: 'signer.revoked' },
} as const;
export type SignerAct = keyof typeof signerActs;

export interface SignerChangeAsked {
  readonly act: SignerAct;
  /** Who signs first: their key, of either kind. */
  readonly keyFingerprint: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/** The statement that enrols, replaces or revokes a key, for one of those who must sign it. */
export async function openSignerChange(
  system: System,
  asked: SignerChangeAsked,
): Promise<Result<{ readonly statement: string }>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return speaksForNobody(asked.keyFingerprint);
  const left = asked.act === 'revoke' ? undefined : await refuseLeaver(system.database, asked.item);
  if (left !== undefined) return left;
  const statement = stateOne(
    { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') },
    signerActs[asked.act].purpose,
    asked.item,
  );
  return done({ statement: statementText(statement) });
}

export interface SignedChange {
  readonly act: SignerAct;
  readonly statement: string;
  readonly signatures: readonly string[];
}

/** Records an enrolment, replacement or revocation; whether it holds is what the ledger's own fold says after. */
export async function changeSigner(
  system: System,
  given: SignedChange,
): Promise<Result<{ readonly entry: EntryId }>> {
  const signatures = await signaturesOf(system, given);
  if (!signatures.ok) return signatures;
  const now = system.clock.now();
  const refused = await refusedFor(system, given, now);
  if (refused !== undefined) return refused;
  return recordedAlone(system, given, signatures.value, now);
}

/** Records a change that holds, and waits until it is seen to. */
export async function recordedAlone(
  system: System,
  given: Pick<SignedChange, 'act' | 'statement'>,
  signatures: readonly GivenSignature[],
  now: Instant,
): Promise<Result<{ readonly entry: EntryId }>> {
  const recorded = await system.database.transaction((tx) =>
    oneSignerEntry(system, tx, async () => {
      const objection = await objectionTo(system, given, signatures, now);
      return objection === undefined
        ? done(await recordChange(system, tx, given, signatures, now))
        : wouldNotHold(objection.what);
    }),
  );
  return recorded.ok ? heldAs(system, recorded.value) : recorded;
}

/** Each signature with the person whose key it is; refuses when one is none, or its key speaks for nobody now. */
export async function signaturesOf(
  system: System,
  given: Pick<SignedChange, 'statement' | 'signatures'>,
): Promise<Result<readonly CheckedBy[]>> {
  const checked: CheckedBy[] = [];
  for (const armored of given.signatures) {
    const signature = system.signatures.verify(given.statement, armored);
    if (!signature.ok) return signature;
    const standing = await system.signers.standing(signature.keyFingerprint, system.clock.now());
    if (standing === undefined) return speaksForNobody(signature.keyFingerprint);
    checked.push({ signer: standing.person, armored, standing });
  }
  return checked.length > 0 ? done(checked) : refuse('signature_invalid', 'Nobody signed.');
}
export interface CheckedBy extends GivenSignature {
  readonly standing: SignerStanding;
}

/** Why a change is not taken whoever signs it: a statement that cannot be read or lasts too long, or a key for somebody who has left. */
export async function refusedFor(
  system: System,
  { act, statement }: Pick<SignedChange, 'act' | 'statement'>,
  now: Instant,
  on: Queryable = system.database,
): Promise<Refusal | undefined> {
  const stated = coveredItem(statement, { ledger: system.ledgerName, now });
  if (!stated.ok) return stated;
  return act === 'revoke' ? undefined : refuseLeaver(on, stated.value.item);
}

/** An entry that does not hold stays in the record for ever, and the verifier names it: so it is tried first. */
export const objectionTo = (
  system: System,
  given: Pick<SignedChange, 'act' | 'statement'>,
  signatures: readonly GivenSignature[],
  now: Instant,
) =>
  system.signers.objectionTo({
    type: signerActs[given.act].entry,
    at: now,
    body: bodyOf(given.statement, signatures),
  });

const bodyOf = (statement: string, signatures: readonly GivenSignature[]) => ({
  statement,
  signatures: signatures.map(({ signer, armored }) => ({ signer, armored })),
});

export const recordChange = (
  system: System,
  tx: Transaction,
  given: Pick<SignedChange, 'act' | 'statement'>,
  signatures: readonly GivenSignature[],
  now: Instant,
): Promise<EntryId> => {
  const [first] = signatures;
  if (first === undefined) throw new TypeError('a change of signers that nobody signed');
  return system.recorder.record(
    tx,
    entryDraft({
      type: signerActs[given.act].entry,
      at: now,
      actor: { kind: 'person', id: first.signer, via: [] },
      subjects: signatures.map((signature) => signature.signer),
      correlation: 'signers',
      basis: { statement: digestOf(given.statement) },
      body: bodyOf(given.statement, signatures),
    }),
  );
};

/** Waits until the entry is numbered, and says whether it holds there. */
export async function heldAs(system: System, entry: EntryId): Promise<Result<{ readonly entry: EntryId }>> {
  const leaf = await system.ledger.sequenced(entry, 10);
  const problem = (await system.signers.problems()).find((each) => each.seq === leaf.seq);
  return problem === undefined
    ? done({ entry })
    : refuse(
        'policy_denied',
        `It was recorded and does not hold: ${problem.what}.`,
        'Have those sign who must: the person themselves, or two others in force.',
      );
}

export const wouldNotHold = (why: string): Refusal =>
  refuse(
    'policy_denied',
    `Nothing was recorded: ${why}.`,
    'Until three people are enrolled one enrols another; from then on two do: give `--key` (in the demo `--as`) for each.',
  );

const speaksForNobody = (fingerprint: string): Refusal =>
  refuse('signer_unknown', `The key ${fingerprint} speaks for nobody in this ledger now.`);
