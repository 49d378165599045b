import {
  done,
  isEntryId,
  isInstant,
  isSubjectId,
  must,
  noteKinds,
  refuse,
  type EntryId,
  type Instant,
  type NoteItem,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';
import { signedBy } from './signed-by.ts';
import { readNoteStatement, stateOne, statementText } from './statement.ts';
import { loadProposal, type FiledProposal } from './stored-proposal.ts';
import { unknownSigner } from './weigh.ts';

export interface NoteAsked extends Pick<NoteItem, 'proposal' | 'kind' | 'text'> {
  readonly keyFingerprint: string;
}

/** A question, its answer, or a withdrawal, as the case shows it. */
export interface NoteShown {
  readonly entry: EntryId;
  readonly kind: NoteItem['kind'];
  readonly person: SubjectId;
  readonly text: string;
  readonly at: Instant;
}

/** The statement by which somebody asks about a case, answers, or takes back what they asked for. */
export async function openNote(
  bench: ReviewBench,
  asked: NoteAsked,
): Promise<Result<{ readonly statement: string }>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const loaded = await loadProposal(bench.database, asked.proposal);
  if (!loaded.ok) return loaded;
  const refused = await objection(bench.database, loaded.value, asked.kind, standing.person);
  if (refused !== undefined) return refused;
  const item: NoteItem = {
    proposal: asked.proposal,
    proposalEntry: loaded.value.entry,
    kind: asked.kind,
    text: asked.text.trim(),
  };
  const frame = { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({ statement: statementText(stateOne(frame, 'proposal.note', { ...item })) });
}

/** Takes a signed note and records it. A withdrawal closes the case: what was not begun yet is not begun any more. */
export async function takeNote(
  bench: ReviewBench,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<NoteShown>> {
  const now = bench.clock.now();
  const read = await signedBy(bench, signed, readNoteStatement, now);
  if (!read.ok) return read;
  const { item, signer } = read.value;
  return bench.database.transaction(async (tx) => {
    const loaded = await loadProposal(tx, item.proposal, 'hold');
    if (!loaded.ok) return loaded;
    if (loaded.value.entry !== item.proposalEntry)
      return refuse('signature_stale', 'The statement is about another filing of this case.');
    const refused = await objection(tx, loaded.value, item.kind, signer);
    if (refused !== undefined) return refused;
    const twice = await tx.query('select 1 from review.note where proposal = $1 and statement = $2', [
      item.proposal,
      digestOf(signed.statement),
    ]);
    if (twice.length > 0) return refuse('already_done', 'This was said already; a signature says it once.');
    const entry = await bench.recorder.record(
      tx,
      entryDraft({
        type: item.kind === 'withdrawal' ? 'proposal.withdrawn' : 'proposal.noted',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: [loaded.value.entry],
        correlation: item.proposal,
        basis: { statement: digestOf(signed.statement) },
        body: { kind: item.kind, statement: signed.statement, signature: signed.signature },
      }),
    );
    await tx.query(
      'insert into review.note (entry, proposal, kind, person, content, at, statement) values ($1, $2, $3, $4, $5, $6, $7)',
      [entry, item.proposal, item.kind, signer, item.text, now, digestOf(signed.statement)],
    );
    if (item.kind === 'withdrawal')
      await tx.query(`update review.proposal set state = 'withdrawn' where id = $1`, [item.proposal]);
    return done({ entry, kind: item.kind, person: signer, text: item.text, at: now });
  });
}

async function objection(on: Queryable, filed: FiledProposal, kind: NoteItem['kind'], person: SubjectId) {
  const { proposal, state } = filed;
  if (kind === 'withdrawal') {
    if (person !== (proposal.requester ?? (proposal.origin === 'campaign' ? undefined : proposal.filer)))
      return refuse(
        'not_permitted',
        'Only who asked for this takes it back.',
        'Reject it, if you are to answer: `countersign decide … --reject`.',
      );
    const [begun] = await on.query(
      'select 1 from review.plan p join enforcement.execution e on e.plan = p.entry where p.proposal = $1',
      [proposal.id],
    );
    if (begun !== undefined || (state !== 'open' && state !== 'planned'))
      return refuse(
        'already_done',
        `Proposal \`${proposal.id}\` is ${begun === undefined ? state : 'carried out, or being carried out'}.`,
        'What was given is taken away by `countersign reverse`, or by a new proposal.',
      );
    return undefined;
  }
  if (state !== 'open')
    return refuse(
      'already_done',
      `Proposal \`${proposal.id}\` is ${state}; only an open case is talked about.`,
    );
  const notes = await notesOn(on, proposal.id);
  if (kind === 'answer' && notes.findLast((each) => each.kind !== 'withdrawal')?.kind !== 'question')
    return refuse('not_found', 'Nobody has asked anything that is still without an answer.');
  if (notes.length >= mostNotes)
    return refuse(
      'input_too_large',
      `More than ${mostNotes} questions and answers are not kept about one case.`,
    );
  return undefined;
}

const mostNotes = 200;

/** What was said about a case, oldest first. */
export async function notesOn(on: Queryable, proposal: ProposalId): Promise<readonly NoteShown[]> {
  const rows = await on.query<{ entry: string; kind: string; person: string; content: string; at: string }>(
    'select entry, kind, person, content, at from review.note where proposal = $1 order by at, entry',
    [proposal],
  );
  return rows.flatMap((row) => {
    const kind = noteKinds.find((each) => each === row.kind);
    return kind === undefined
      ? []
      : [
          {
            entry: must(isEntryId, row.entry),
            kind,
            person: must(isSubjectId, row.person),
            text: row.content,
            at: must(isInstant, row.at),
          },
        ];
  });
}
