import {
  done,
  refuse,
  type NoteItem,
  type ProposalId,
  type Refusal,
  type Result,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { closeProposedSet, lockedProposedSet, proposedSet, type PolicyProposal } from '../../policy/index.ts';
import { stateOne, statementText } from '../../review/index.ts';
import { signaturesOf } from '../signer-changes.ts';
import { coveredItem, itemCovers } from '../statement-covers.ts';
import type { System } from '../system.ts';
import { notFound, notTheirs, speaksForNobody } from './policy-change.ts';

/** The statement by which who proposed a set, or a governor, closes it with a reason. */
export async function openPolicyWithdrawal(
  system: System,
  asked: { readonly proposal: ProposalId; readonly reason: string; readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string }>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return speaksForNobody(asked.keyFingerprint);
  const proposal = await proposedSet(system.database, asked.proposal);
  const refused = objection(proposal, standing, asked.proposal);
  if (refused !== undefined || proposal === undefined) return refused ?? notFound(asked.proposal);
  const by = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({
    statement: statementText(stateOne(by, 'proposal.note', { ...withdrawalOf(proposal, asked.reason) })),
  });
}

/** Closes it: its files stay, and nothing of it takes effect. */
export async function withdrawPolicyChange(
  system: System,
  given: {
    readonly proposal: ProposalId;
    readonly reason: string;
    readonly statement: string;
    readonly signature: string;
  },
): Promise<Result<{ readonly proposal: ProposalId }>> {
  const now = system.clock.now();
  const signing = { ledger: system.ledgerName, now };
  const stated = coveredItem(given.statement, signing);
  if (!stated.ok) return stated;
  const checked = await signaturesOf(system, { statement: given.statement, signatures: [given.signature] });
  if (!checked.ok) return checked;
  const [own] = checked.value;
  if (own === undefined) return refuse('signature_invalid', 'Nobody signed.');
  if (own.signer !== stated.value.signer) return notTheirs;
  return system.database.transaction(async (tx) => {
    const proposal = await lockedProposedSet(tx, given.proposal);
    const refused = objection(proposal, own.standing, given.proposal);
    if (refused !== undefined || proposal === undefined) return refused ?? notFound(given.proposal);
    const item = withdrawalOf(proposal, given.reason);
    if (!itemCovers(given.statement, signing, { purpose: 'proposal.note', item: { ...item } }).ok)
      return refuse(
        'signature_stale',
        'What was signed does not withdraw this proposal for this reason.',
        'Ask for a new statement and sign that.',
      );
    await closeProposedSet(tx, proposal.id, { withdrawn: item.text });
    await system.recorder.record(
      tx,
      entryDraft({
        type: 'proposal.withdrawn',
        at: now,
        actor: { kind: 'person', id: own.signer, via: [] },
        subjects: [own.signer],
        causedBy: [proposal.entry],
        correlation: proposal.id,
        basis: { statement: digestOf(given.statement) },
        body: { kind: item.kind, statement: given.statement, signature: given.signature },
      }),
    );
    return done({ proposal: proposal.id });
  });
}

const withdrawalOf = (proposal: PolicyProposal, reason: string): NoteItem => ({
  proposal: proposal.id,
  proposalEntry: proposal.entry,
  kind: 'withdrawal',
  text: reason.trim(),
});

function objection(
  proposal: PolicyProposal | undefined,
  by: { readonly person: string; readonly roles: readonly string[] },
  id: ProposalId,
): Refusal | undefined {
  if (proposal === undefined) return notFound(id);
  if (proposal.state !== 'open') return refuse('already_done', `It is ${proposal.state}.`);
  return by.person === proposal.requester || by.roles.includes('governor')
    ? undefined
    : refuse(
        'not_permitted',
        'Who proposed a set of policies closes it, or a governor.',
        'A governor who does not want it does not sign it.',
      );
}
