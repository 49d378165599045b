import { z } from 'zod';
import {
  done,
  refuse,
  type EntryId,
  type ProposalId,
  type Refusal,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { entryIdSchema } from '../../platform/wire/proposal.ts';
import { loadProposal, recusalsOf } from '../../review/index.ts';
import { preparedFor, takenFrom } from '../signed-word.ts';
import type { System } from '../system.ts';

/** What a recusal covers: the case, by the entry that filed it, and why its signer takes no part in it. */
export interface RecusalItem {
  readonly proposalEntry: EntryId;
  readonly reason: string;
}
const recusalItem: z.ZodType<RecusalItem> = z.strictObject({
  proposalEntry: entryIdSchema,
  reason: z.string().min(1).max(2000),
});

/** The statement by which somebody with a conflict of interest takes themselves out of one case. */
export async function openRecusal(
  system: System,
  asked: { readonly proposal: ProposalId; readonly reason: string; readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string; readonly proposalEntry: EntryId }>> {
  const loaded = await loadProposal(system.database, asked.proposal);
  if (!loaded.ok) return loaded;
  const { entry: proposalEntry } = loaded.value;
  const item: RecusalItem = { proposalEntry, reason: asked.reason };
  const prepared = await preparedFor(system, asked.keyFingerprint, 'recusal', { ...item }, ({ person }) =>
    outAlready(system.database, asked.proposal, person),
  );
  return prepared.ok ? done({ ...prepared.value, proposalEntry }) : prepared;
}

/**
 * Takes somebody out of a case by their own signature: neither theirs nor one given with their authority counts from now on,
 * also what was signed before and has not been carried out. There is no way back in.
 */
export async function recuse(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<{ readonly entry: EntryId; readonly proposal: ProposalId }>> {
  const taken = await takenFrom(system, signed, 'recusal', recusalItem);
  if (!taken.ok) return taken;
  const { item, standing, now } = taken.value;
  const recorded = await system.database.transaction(
    async (tx): Promise<Result<{ readonly entry: EntryId; readonly proposal: ProposalId }>> => {
      // whoever answers holds the case: no plan is written on a signature that this takes away
      const [row] = await tx.query<{ id: ProposalId }>(
        'select id from review.proposal where entry = $1 for update',
        [item.proposalEntry],
      );
      if (row === undefined) return refuse('not_found', `\`${item.proposalEntry}\` filed no proposal.`);
      const wrong = await outAlready(tx, row.id, standing.person);
      if (wrong !== undefined) return wrong;
      const entry = await system.recorder.record(
        tx,
        entryDraft({
          type: 'proposal.noted',
          at: now,
          actor: { kind: 'person', id: standing.person, via: [] },
          subjects: [standing.person],
          causedBy: [item.proposalEntry],
          correlation: row.id,
          basis: { statement: digestOf(signed.statement) },
          body: {
            kind: 'recused',
            proposal: row.id,
            person: standing.person,
            statement: signed.statement,
            signature: signed.signature,
          },
        }),
      );
      await tx.query(
        'insert into review.recusal (proposal, person, reason, entry, at) values ($1, $2, $3, $4, $5)',
        [row.id, standing.person, item.reason, entry, now],
      );
      return done({ entry, proposal: row.id });
    },
  );
  if (recorded.ok) await system.ledger.sequenced(recorded.value.entry, 10);
  return recorded;
}

async function outAlready(
  on: Queryable,
  proposal: ProposalId,
  person: SubjectId,
): Promise<Refusal | undefined> {
  const before = (await recusalsOf(on, proposal)).find((one) => one.person === person);
  return before === undefined
    ? undefined
    : refuse('already_done', `You took yourself out of \`${proposal}\` at ${before.at}.`);
}
