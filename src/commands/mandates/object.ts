import {
  addSeconds,
  done,
  isProposalId,
  refuse,
  type Actor,
  type EntryId,
  type Instant,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Transaction } from '../../platform/store/index.ts';
import { itemColumns, writeReturn, type MandateItemRow } from '../../review/index.ts';
import type { System } from '../system.ts';

type NotedSystem = Pick<System, 'database' | 'recorder' | 'self' | 'clock'> & {
  readonly ledger: Pick<System['ledger'], 'entry'>;
};

export interface Objected {
  readonly entry: EntryId;
  /** `held`: a person decides it. `returning`: what was done is being put back. */
  readonly is: 'held' | 'returning';
}

/**
 * Objects to one item of a mandate, by its proposal: before it is carried out it is held for a person to decide; after that,
 * while it is watched, what was before is put back. Narrowing a mandate needs no signature: who objects is recorded.
 */
export const objectTo = (
  system: NotedSystem,
  asked: { readonly proposal: string; readonly by: SubjectId; readonly reason: string },
): Promise<Result<Objected>> =>
  noteAbout(system, asked.proposal, {
    note: 'objection',
    reason: asked.reason,
    actor: { kind: 'person', id: asked.by, via: [] },
  });

/** Notes that use broke after an item was carried out, so that it is put back. */
export const useBroke = (system: System, proposal: string, reason: string): Promise<Result<Objected>> =>
  noteAbout(system, proposal, { note: 'use broke', reason, actor: system.self });

interface Note {
  readonly note: 'objection' | 'use broke';
  readonly reason: string;
  readonly actor: Actor;
}

async function noteAbout(system: NotedSystem, proposal: string, note: Note): Promise<Result<Objected>> {
  if (!isProposalId(proposal))
    return refuse('not_found', `\`${proposal.slice(0, 60)}\` is no proposal’s id (prp_…).`);
  const now = system.clock.now();
  return system.database.transaction(async (tx) => {
    await tx.query('select 1 from review.mandate_item where proposal = $1 for update', [proposal]);
    const [item] = await tx.query<MandateItemRow>(`${itemColumns} where i.proposal = $1`, [proposal]);
    if (item === undefined)
      return refuse(
        'not_found',
        `\`${proposal}\` is no item of a mandate.`,
        'See what mandates selected with `countersign mandate show`.',
      );
    if (item.state === 'announced' || item.state === 'planned') return hold(system, tx, item, note, now);
    if (item.state !== 'done' || item.execution === null)
      return refuse('already_done', `This item is ${item.state}; there is nothing to object to.`);
    if (item.watchedUntil === null || item.watchedUntil <= now)
      return refuse(
        'not_reversible',
        'It is no longer watched.',
        'Propose the inverse; the signers of the mandate can answer it.',
      );
    const entry = await recordNote(system, tx, item, note, now);
    const original = item.plan === null ? undefined : await system.ledger.entry(item.plan);
    if (original === undefined) throw new TypeError('an item that was done without a plan');
    await writeReturn(
      system,
      tx,
      original,
      { ...item, execution: item.execution, noteEntry: entry },
      note.note === 'objection' ? 'person' : 'signal',
      now,
    );
    return done({ entry, is: 'returning' });
  });
}

async function hold(
  system: NotedSystem,
  tx: Transaction,
  item: MandateItemRow,
  note: Note,
  now: Instant,
): Promise<Result<Objected>> {
  const entry = await recordNote(system, tx, item, note, now);
  // one that is under way may still be done: then it is looked at again, and put back
  await tx.query(
    `update review.mandate_item set state = case when plan is null then 'held' else state end, look_at = $2 where no = $1`,
    [item.no, addSeconds(now, 1)],
  );
  return done({ entry, is: 'held' });
}

async function recordNote(
  system: NotedSystem,
  tx: Transaction,
  item: MandateItemRow,
  { note, reason, actor }: Note,
  now: Instant,
): Promise<EntryId> {
  const blob = await system.recorder.keep(tx, 'note', reason);
  const entry = await system.recorder.record(
    tx,
    entryDraft({
      type: 'proposal.noted',
      at: now,
      actor,
      subjects: actor.kind === 'person' ? [actor.id] : [],
      causedBy: [item.proposalEntry],
      correlation: item.proposal,
      blobs: [blob],
      body: { kind: note, mandate: item.mandate },
    }),
  );
  await tx.query(
    'update review.mandate_item set note_entry = $2, noted_by = $3, because = $4 where no = $1',
    [item.no, entry, actor.id, reason.slice(0, 2000)],
  );
  return entry;
}
