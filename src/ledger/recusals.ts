import type { LeafView } from './leaf.ts';
import { hasOnly, isEntryIdText, isText, member } from './shape.ts';
import { signedByOne, type SignerFold } from './signers.ts';

export interface Recusal {
  readonly proposalEntry: string;
  readonly person: string;
}

/**
 * A `proposal.noted` by which somebody says that they have a conflict of interest: from then on their signature on this
 * proposal counts for nothing. Undefined: the note is about something else, and carries no authority.
 */
export function readRecusal(signers: SignerFold, leaf: LeafView): Recusal | string | undefined {
  if (member(leaf.entry.body, 'kind') !== 'recused') return undefined;
  const signed = signedByOne(signers, leaf, 'recusal');
  if (typeof signed === 'string') return signed;
  const [proposalEntry, reason] = [member(signed.item, 'proposalEntry'), member(signed.item, 'reason')];
  if (!isEntryIdText(proposalEntry) || !isText(reason) || !hasOnly(signed.item, ['proposalEntry', 'reason']))
    return 'the recusal has another shape';
  return { proposalEntry, person: signed.person };
}
