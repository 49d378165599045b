import {
  mandatedEnd,
  refuse,
  refuseEnds,
  type Instant,
  type Proposal,
  type Refusal,
} from '../model/index.ts';
import type { Approval } from './verify-decisions.ts';

/**
 * Refuses to give something whose end would not be brought about: one that has come already, that the clock would widen
 * access at, or that not everybody who approved also mandated. Held here too, so that no filing can let one through.
 * `numbered`: by when the start has its number in the ledger, which must be before what it gives is to be taken back.
 */
export function unkeptEnd(
  proposal: Proposal,
  approvals: readonly Approval[],
  now: Instant,
  numbered: Instant,
): Refusal | undefined {
  const refused = refuseEnds(proposal.changes, proposal.endsAt, now);
  if (refused !== undefined) return refused;
  const end = mandatedEnd(proposal);
  if (end !== null && end <= numbered)
    return refuse('end_invalid', `What this gives is to end at ${end}, which is now.`, 'Propose it anew.');
  const other = approvals.find((approval) => approval.item.endsAt !== end);
  return other === undefined
    ? undefined
    : refuse(
        'signature_invalid',
        `Decision \`${other.entry}\` has this end at ${other.item.endsAt ?? 'no moment'}, its changes at ${end ?? 'none'}.`,
        'Propose the change anew and have it signed.',
      );
}
