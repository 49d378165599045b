import { z } from 'zod';
import { mandatedEnd, type EntryId, type Instant, type Leaf } from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { entryIdSchema, mandateIdSchema } from '../../platform/wire/proposal.ts';
import type { Transaction } from '../../platform/store/index.ts';
import type { ReviewBench } from '../bench.ts';
import { changesDigest } from '../digests.ts';
import { keepPlan } from '../keep-plan.ts';
import { loadProposal } from '../stored-proposal.ts';
import type { MandateItemRow } from './items.ts';
import type { StoredMandate } from './stored-mandate.ts';

type PlanBench = Pick<ReviewBench, 'recorder' | 'self'>;
const underSchema = z.looseObject({ mandate: mandateIdSchema, mandates: z.array(entryIdSchema).min(1) });
const aboutSchema = z.strictObject({ of: z.string(), item: z.string() });

/**
 * Writes the plan of an item whose notice is over: it names the mandate's signatures, what set it off, and when what it
 * gives ends. Once an item.
 */
export async function writeMandated(
  bench: PlanBench,
  tx: Transaction,
  mandate: StoredMandate,
  item: MandateItemRow,
  now: Instant,
): Promise<EntryId | undefined> {
  const loaded = await loadProposal(tx, item.proposal, 'hold');
  if (!loaded.ok || loaded.value.state !== 'open') return undefined;
  const { proposal } = loaded.value;
  const mandates = mandate.signatures.map((each) => each.entry);
  const endsAt = mandatedEnd(proposal);
  const plan = await bench.recorder.record(
    tx,
    entryDraft({
      type: 'plan.created',
      at: now,
      actor: bench.self,
      causedBy: [...new Set([...mandates, item.proposalEntry, item.triggerEntry])],
      correlation: item.proposal,
      basis: { changes: changesDigest(proposal.changes, proposal.endsAt) },
      body: {
        kind: 'mandate',
        proposal: item.proposal,
        proposalEntry: item.proposalEntry,
        mandate: mandate.id,
        mandates,
        trigger: { kind: item.triggerKind, entry: item.triggerEntry },
        ...(item.about === null ? {} : { about: aboutSchema.parse(JSON.parse(item.about)) }),
        ...(endsAt === null ? {} : { endsAt }),
        steps: proposal.changes.length,
      },
    }),
  );
  await keepPlan(tx, { plan, kind: 'mandate' }, proposal, now);
  await tx.query(
    `update review.mandate_item set state = 'planned', plan = $2, tries = 0, look_at = $3 where no = $1`,
    [item.no, plan, now],
  );
  return plan;
}

/** Writes the plan that puts an item back while it is watched, because of a note about it. Once an execution. `original`: the plan. */
export async function writeReturn(
  bench: PlanBench,
  tx: Transaction,
  original: Leaf,
  item: MandateItemRow & { readonly execution: EntryId; readonly noteEntry: EntryId },
  by: 'person' | 'signal',
  now: Instant,
): Promise<EntryId> {
  const loaded = await loadProposal(tx, item.proposal, 'hold');
  if (!loaded.ok) throw new TypeError('an item without its proposal');
  const { proposal } = loaded.value;
  // those that it was done under: whoever signed since is none of this
  const { mandate, mandates } = underSchema.parse(original.entry.body);
  const plan = await bench.recorder.record(
    tx,
    entryDraft({
      type: 'plan.created',
      at: now,
      actor: bench.self,
      causedBy: [...mandates, item.execution, item.noteEntry],
      correlation: item.proposal,
      basis: { changes: changesDigest(proposal.changes, proposal.endsAt) },
      body: {
        kind: 'return',
        proposal: item.proposal,
        proposalEntry: item.proposalEntry,
        mandate,
        mandates,
        returns: item.execution,
        trigger: { kind: by, entry: item.noteEntry },
        steps: proposal.changes.length,
      },
    }),
  );
  await tx.query(
    `insert into review.plan (entry, proposal, kind, restores, created_at) values ($1, $2, 'return', $3, $4)`,
    [plan, item.proposal, item.execution, now],
  );
  await tx.query(
    `update review.mandate_item set state = 'returning', return_plan = $2, tries = 0, look_at = $3 where no = $1`,
    [item.no, plan, now],
  );
  return plan;
}
