import {
  addSeconds,
  done,
  isProposalId,
  refuse,
  type Actor,
  type Cases,
  type ChangeFacts,
  type EntryId,
  type Instant,
  type ProposalId,
  type Refusal,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Queryable, Transaction } from '../../platform/store/index.ts';
import { itemColumns, loadProposal, writeReturn, type MandateItemRow } from '../../review/index.ts';
import type { System } from '../system.ts';

type NotedSystem = Pick<System, 'database' | 'recorder' | 'self' | 'clock'> & {
  readonly ledger: Pick<System['ledger'], 'entry'>;
  readonly cases: Cases<Queryable>;
};

export interface Objected {
  readonly entry: EntryId;
  /** `held`: a person decides it. `returning`: what was done is being put back. */
  readonly is: 'held' | 'returning';
}

/**
 * Objects to one item of a mandate, by its proposal: before it is carried out it is held for a person to decide; after that,
 * while it is watched, what was before is put back. Holding something needs no signature: who objects is recorded. Putting
 * back gives access again, so only somebody who answers for it objects then, and never who would have it.
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
export const useBroke = (
  system: Omit<NotedSystem, 'cases'>,
  proposal: string,
  reason: string,
): Promise<Result<Objected>> =>
  noteAbout({ ...system, cases: nobodyAsks }, proposal, { note: 'use broke', reason, actor: system.self });

/** What the server itself notes asks nobody. */
const nobodyAsks: Cases<Queryable> = {
  lookUp: () => Promise.reject(new TypeError('only an objection asks who answers for it')),
};

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
    if (note.note === 'objection') {
      const not = await answersForNone(system, tx, proposal, note.actor.id, now);
      if (not !== undefined) return not;
    }
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

/** Refuses who neither owns, sponsors nor manages what the access that would be given back concerns, and who would have it. */
async function answersForNone(
  system: NotedSystem,
  tx: Transaction,
  id: ProposalId,
  person: SubjectId,
  now: Instant,
): Promise<Refusal | undefined> {
  const filed = await loadProposal(tx, id);
  if (!filed.ok) return filed;
  const { changes } = filed.value.proposal;
  const inverses = changes.flatMap(({ inverse }) => inverse ?? []);
  const facts = await system.cases.lookUp(tx, { changes: inverses, findings: [] }, now);
  if (!facts.ok) return facts;
  const answersFor = ({ interest, holders }: ChangeFacts): boolean =>
    interest !== undefined &&
    !interest.beneficiary.includes(person) &&
    ['nhi_owner', 'sponsor', 'manager', 'resource_owner', 'security'].some((role) =>
      Object.entries(holders ?? {}).some(([each, people]) => each === role && people.includes(person)),
    );
  return inverses.length === changes.length && facts.value.changes.every(answersFor)
    ? undefined
    : refuse(
        'not_permitted',
        'It was done already, and putting it back gives access: only who owns, sponsors or manages it objects to that, and never who would have it.',
        'Propose the inverse; others decide it.',
      );
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
