import {
  done,
  refuse,
  watchedDeletion,
  type ChangeFacts,
  type EntryId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { decisionsOn, loadProposal } from '../../review/index.ts';
import { casesOf } from '../case/cases-of.ts';
import type { System } from '../system.ts';
import { windowsOfCases, type WindowOfCase } from './window-rows.ts';

/** Who may have it back: whoever answers for it or for where it is, and who signed that it goes. */
const answering = ['nhi_owner', 'sponsor', 'manager', 'resource_owner', 'security'];

/**
 * Has what is suspended and watched put back at once, by the word of somebody who answers for it. No signature is asked: those
 * who signed the deletion signed that it comes back by such a word, exactly as it was. Who said so, and why, is recorded.
 */
export async function returnEarly(
  system: System,
  asked: { readonly execution: EntryId; readonly by: SubjectId; readonly reason: string },
): Promise<Result<{ readonly entry: EntryId; readonly plan: EntryId }>> {
  const now = system.clock.now();
  const cases = casesOf(system);
  return system.database.transaction(async (tx) => {
    const [row] = await tx.query<WindowOfCase>(`${windowsOfCases} where e.entry = $1`, [asked.execution]);
    if (row === undefined)
      return refuse(
        'not_found',
        `Nothing is watched in execution \`${asked.execution}\`.`,
        'See `countersign windows`.',
      );
    if (row.outcome !== null || row.how !== null)
      return refuse(
        'already_done',
        `Its watch is over: ${row.how ?? row.outcome ?? ''}.`,
        row.outcome === 'done'
          ? 'It is deleted; who needs it asks for a new one.'
          : 'It is being put back, or was.',
      );
    const filed = await loadProposal(tx, row.proposal);
    if (!filed.ok) return filed;
    const { proposal, entry: proposalEntry } = filed.value;
    const watched = watchedDeletion(proposal.changes.map(({ change }) => change));
    const inverse = watched && proposal.changes[watched.suspends]?.inverse;
    if (inverse === undefined || inverse === null)
      return refuse('not_reversible', 'What was suspended cannot be put back by itself.');
    const facts = await cases.lookUp(tx, { changes: [inverse], findings: [] }, now);
    if (!facts.ok) return facts;
    const signed = (await decisionsOn(tx, row.proposal)).some(({ signer }) => signer === asked.by);
    if (!signed && !facts.value.changes.every((change) => answersFor(change, asked.by)))
      return refuse(
        'not_permitted',
        'Putting it back gives access: only who owns, sponsors or manages it, owns where it is, or signed that it goes has it put back.',
        'Ask one of them; `countersign show` names them.',
      );
    const blob = await system.recorder.keep(tx, 'note', asked.reason);
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'proposal.noted',
        at: now,
        actor: { kind: 'person', id: asked.by, via: [] },
        subjects: [asked.by],
        causedBy: [proposalEntry, asked.execution],
        correlation: row.proposal,
        blobs: [blob],
        body: { kind: 'objection', execution: asked.execution },
      }),
    );
    // the enforcer looks now, and not in a minute; it reads the note from the ledger
    await tx.query('insert into enforcement.request (plan) values ($1) on conflict do nothing', [row.plan]);
    return done({ entry, plan: row.plan });
  });
}

const answersFor = ({ holders }: ChangeFacts, person: SubjectId): boolean =>
  Object.entries(holders ?? {}).some(([role, people]) => answering.includes(role) && people.includes(person));
