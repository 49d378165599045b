import { z } from 'zod';
import type { Digest, EntryId, Instant, Leaf } from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { entryIdSchema, proposalIdSchema } from '../platform/wire/proposal.ts';
import type { Transaction } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';

/** What writing an expiry needs: no policy in force, no facts, no signer who is still there. */
export type ExpiryBench = Pick<ReviewBench, 'recorder' | 'self'>;

/** A change whose end has come, as it was carried out. `attempt`: 0, and one more each time the one before failed. */
export interface Expired {
  readonly execution: EntryId;
  readonly step: number;
  readonly attempt: number;
}

const decided = z.looseObject({
  kind: z.literal('decision'),
  proposal: proposalIdSchema,
  proposalEntry: entryIdSchema,
  decisions: z.array(entryIdSchema).min(1),
});

/**
 * Writes the plan that takes back one change of an execution at its signed end, triggered by the clock alone: under the
 * decisions that gave it, which mandate it. `original`: the plan of decisions that the execution carried out. Throws a
 * unique violation when another server has written this attempt.
 */
export async function writeExpiry(
  bench: ExpiryBench,
  tx: Transaction,
  original: Leaf,
  { execution, step, attempt }: Expired,
  now: Instant,
): Promise<EntryId> {
  const { proposal, proposalEntry, decisions } = decided.parse(original.entry.body);
  const changes: Digest | undefined = original.entry.basis['changes'];
  if (changes === undefined) throw new TypeError('a plan without the digest of its changes');
  const plan = await bench.recorder.record(
    tx,
    entryDraft({
      type: 'plan.created',
      at: now,
      actor: bench.self,
      causedBy: [...decisions, execution],
      correlation: proposal,
      basis: { changes },
      body: {
        kind: 'expiry',
        proposal,
        proposalEntry,
        expires: execution,
        step,
        trigger: { kind: 'clock', entry: execution },
        decisions,
        steps: 1,
      },
    }),
  );
  await tx.query(
    `insert into review.plan (entry, proposal, kind, expires, step, attempt, created_at)
     values ($1, $2, 'expiry', $3, $4, $5, $6)`,
    [plan, proposal, execution, step, attempt, now],
  );
  return plan;
}
