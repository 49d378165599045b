import { done, refuse, type ApproverRole, type EntryId, type Instant, type Result } from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { MerklePlace } from '../platform/merkle.ts';
import type { ReviewBench } from './bench.ts';
import { changesDigest } from './digests.ts';
import { originOf } from './restore-origin.ts';
import { signedBy, type Signed } from './signed-by.ts';
import {
  readRestoreStatement,
  stateOne,
  statementText,
  type ReadStatement,
  type RestoreItem,
} from './statement.ts';
import { loadProposal } from './stored-proposal.ts';
import { unknownSigner } from './weigh.ts';

export interface RestoreAsked {
  readonly execution: EntryId;
  readonly keyFingerprint: string;
  readonly reason: string;
}

/**
 * Prepares the statement that puts back the exact pre-image of an execution. A decision's own statement already mandates
 * this for any of its signers until its `restorableUntil`; later, undoing is a new proposal.
 */
export async function openRestore(
  bench: ReviewBench,
  asked: RestoreAsked,
): Promise<Result<{ readonly statement: string }>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const origin = await originOf(bench, asked.execution, standing, now);
  if (!origin.ok) return origin;
  const statement = stateOne(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'restore',
    restoreItemOf(asked.execution, origin.value, asked.reason),
  );
  return done({ statement: statementText(statement) });
}

/** What one signs to put back an execution. */
export const restoreItemOf = (
  restores: EntryId,
  { plan, as }: { readonly plan: EntryId; readonly as?: ApproverRole },
  reason: string,
): RestoreItem => ({ restores, plan, reason, ...(as === undefined ? {} : { as }) });

/** Takes the signed restore statement and writes the plan of the inverses. */
export async function takeRestore(
  bench: ReviewBench,
  statement: string,
  signature: string,
): Promise<Result<{ readonly plan: EntryId }>> {
  const now = bench.clock.now();
  const signed = await signedBy(bench, { statement, signature }, readRestoreStatement, now);
  return signed.ok ? takeWish(bench, signed.value, now) : signed;
}

/** One wish to put an execution back, under a signature that holds. */
export interface SignedWish extends Signed<ReadStatement<RestoreItem>> {
  /** Where the item stands under the root that was signed; absent: the statement covers the item itself. */
  readonly place?: MerklePlace;
}

/** Records one signed wish and writes the plan of the inverses, in a transaction of its own. */
export async function takeWish(
  bench: ReviewBench,
  signed: SignedWish,
  now: Instant,
): Promise<Result<{ readonly plan: EntryId }>> {
  const { signer, standing, item, statement, signature, place } = signed;
  const origin = await originOf(bench, item.restores, standing, now);
  if (!origin.ok) return origin;
  const { plan: original, proposal, decisions, as } = origin.value;
  if (original !== item.plan)
    return refuse(
      'signature_invalid',
      'The statement names another plan than the one this execution carried out.',
    );
  if (as !== item.as)
    return refuse(
      'signature_stale',
      'The statement names another role than the one by which this person may end it now.',
      'Ask for a new statement and sign that.',
    );

  return bench.database.transaction(async (tx) => {
    const loaded = await loadProposal(tx, proposal, 'hold');
    if (!loaded.ok) return loaded;
    const before = await tx.query<{ entry: string }>('select entry from review.plan where restores = $1', [
      item.restores,
    ]);
    if (before.length > 0)
      return refuse(
        'already_done',
        'This execution has a plan to restore it already.',
        `Unless it was carried out, do it with \`countersign execute ${before[0]?.entry ?? ''}\`.`,
        { plan: before[0]?.entry },
      );
    const changes = changesDigest(loaded.value.proposal.changes, loaded.value.proposal.endsAt);
    const wish = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'restore.signed',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: [item.restores],
        correlation: proposal,
        policy: bench.policy,
        basis: { changes, statement: digestOf(statement) },
        body: {
          statement,
          signature,
          restores: item.restores,
          ...(place === undefined ? {} : { item, index: place.index, proof: place.proof }),
        },
      }),
    );
    const plan = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'plan.created',
        at: now,
        actor: bench.self,
        causedBy: [...decisions, wish],
        correlation: proposal,
        policy: bench.policy,
        basis: { changes },
        body: {
          kind: 'restore',
          proposal,
          proposalEntry: loaded.value.entry,
          restores: item.restores,
          trigger: { kind: 'person', entry: wish },
          decisions,
          steps: loaded.value.proposal.changes.length,
        },
      }),
    );
    await tx.query(
      `insert into review.plan (entry, proposal, kind, restores, created_at) values ($1, $2, 'restore', $3, $4)`,
      [plan, proposal, item.restores, now],
    );
    return done({ plan });
  });
}
