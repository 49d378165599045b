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

const about = { proposal: proposalIdSchema, proposalEntry: entryIdSchema };
/** What gave it: decisions, or a mandate that several people signed. */
const given = z.union([
  z.looseObject({
    ...about,
    kind: z.literal(['decision', 'glass']),
    decisions: z.array(entryIdSchema).min(1),
  }),
  z.looseObject({ ...about, kind: z.literal('mandate'), mandates: z.array(entryIdSchema).min(1) }),
]);

/**
 * Writes the plan that takes back one change of an execution at its signed end, triggered by the clock alone: under the
 * decisions or the mandate that gave it, which have it end. `original`: the plan that the execution carried out. Throws a
 * unique violation when another server has written this attempt.
 */
export async function writeExpiry(
  bench: ExpiryBench,
  tx: Transaction,
  original: Leaf,
  { execution, step, attempt }: Expired,
  now: Instant,
): Promise<EntryId> {
  const body = given.parse(original.entry.body);
  const { proposal, proposalEntry } = body;
  const under =
    body.kind === 'mandate' ? { decisions: [], mandates: body.mandates } : { decisions: body.decisions };
  const changes: Digest | undefined = original.entry.basis['changes'];
  if (changes === undefined) throw new TypeError('a plan without the digest of its changes');
  const plan = await bench.recorder.record(
    tx,
    entryDraft({
      type: 'plan.created',
      at: now,
      actor: bench.self,
      causedBy: [...under.decisions, ...(under.mandates ?? []), execution],
      correlation: proposal,
      basis: { changes },
      body: {
        kind: 'expiry',
        proposal,
        proposalEntry,
        expires: execution,
        step,
        trigger: { kind: 'clock', entry: execution },
        ...under,
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
