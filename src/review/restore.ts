import {
  done,
  isEntryId,
  isSubjectId,
  refuse,
  type EntryId,
  type Instant,
  type Result,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { MerklePlace } from '../platform/merkle.ts';
import type { ReviewBench } from './bench.ts';
import { lentAs } from './delegated.ts';
import { changesDigest } from './digests.ts';
import { recusalsOf } from './recusals.ts';
import { signedBy, type Signed } from './signed-by.ts';
import {
  readRestoreStatement,
  stateOne,
  statementText,
  type ReadStatement,
  type RestoreItem,
} from './statement.ts';
import { decisionsOn, loadProposal, type StoredDecision } from './stored-proposal.ts';
import { unknownSigner } from './weigh.ts';
import { isProposalId } from '../model/index.ts';

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
  const origin = await originOf(bench, asked.execution, standing.person, now);
  if (!origin.ok) return origin;
  const statement = stateOne(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'restore',
    { restores: asked.execution, plan: origin.value.plan, reason: asked.reason },
  );
  return done({ statement: statementText(statement) });
}

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
  const { signer, item, statement, signature, place } = signed;
  const origin = await originOf(bench, item.restores, signer, now);
  if (!origin.ok) return origin;
  const { plan: original, proposal, decisions } = origin.value;
  if (original !== item.plan)
    return refuse(
      'signature_invalid',
      'The statement names another plan than the one this execution carried out.',
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
        causedBy: [...decisions.map((decision) => decision.entry), wish],
        correlation: proposal,
        policy: bench.policy,
        basis: { changes },
        body: {
          kind: 'restore',
          proposal,
          proposalEntry: loaded.value.entry,
          restores: item.restores,
          trigger: { kind: 'person', entry: wish },
          decisions: decisions.map((decision) => decision.entry),
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

export interface Origin {
  readonly plan: EntryId;
  readonly proposal: StoredDecisionProposal;
  readonly decisions: readonly StoredDecision[];
}
type StoredDecisionProposal = Parameters<typeof decisionsOn>[1];

/** From an execution back to its plan and decisions; refuses when this person did not sign it or its window has passed. */
export async function originOf(
  bench: ReviewBench,
  execution: EntryId,
  signer: string,
  now: Instant,
): Promise<Result<Origin>> {
  const leaf = await bench.ledger.entry(execution);
  const [cause] = leaf?.entry.causedBy ?? [];
  if (
    leaf === undefined ||
    leaf.entry.type !== 'execution.started' ||
    cause === undefined ||
    !isEntryId(cause)
  )
    return refuse(
      'not_found',
      `\`${execution}\` is not an execution in the ledger.`,
      'Take the id that `countersign execute` printed, or see `countersign show PROPOSAL`.',
    );
  const planLeaf = await bench.ledger.entry(cause);
  const named = planLeaf?.entry.body['proposal'];
  if (
    planLeaf === undefined ||
    planLeaf.entry.body['kind'] !== 'decision' ||
    typeof named !== 'string' ||
    !isProposalId(named)
  )
    return refuse(
      'not_reversible',
      'Only the execution of a decision can be restored; a restore itself is undone by a new proposal.',
    );
  const proposal = named;
  const decisions = (await decisionsOn(bench.database, proposal)).filter(
    (decision) => decision.answer === 'approve',
  );
  const own = decisions.find((decision) => decision.signer === signer);
  if (own === undefined)
    return refuse(
      'policy_denied',
      'Only somebody who signed this decision may restore it under that signature.',
      'Propose the inverse with `countersign propose` instead.',
    );
  if (own.restorableUntil <= now)
    return refuse(
      'signature_stale',
      `The window to restore closed at ${own.restorableUntil}.`,
      'Propose the inverse with `countersign propose` instead.',
    );
  const { standsFor } = own;
  if (
    standsFor !== undefined &&
    (!isSubjectId(signer) || (await lentAs(bench, bench.database, signer, standsFor, now)) === undefined)
  )
    return refuse(
      'policy_denied',
      'The authority that was lent for this decision is over.',
      'Have whoever lent it propose the inverse with `countersign propose`.',
    );
  const out = (await recusalsOf(bench.database, proposal)).find(
    ({ person }) => person === signer || person === standsFor?.person,
  );
  if (out !== undefined)
    return refuse(
      'policy_denied',
      `\`${out.person}\` has a conflict of interest here, by their own signature: ${out.reason}`,
      'Propose the inverse with `countersign propose` instead.',
    );
  return done({ plan: cause, proposal, decisions });
}
