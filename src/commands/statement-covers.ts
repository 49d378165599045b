import { done, refuse, type Proposal, type Result } from '../model/index.ts';
import { shownDigest } from '../platform/evidence-digest.ts';
import { changesDigest } from '../review/index.ts';
import { z } from 'zod';

const covered = z.object({
  covers: z.object({
    item: z.object({ proposal: z.string(), changes: z.string(), evidenceShown: z.string() }),
  }),
});

/**
 * Recomputes, on the signer's side, that a statement covers the changes and the evidence that are shown: a server that
 * shows one thing and has another signed is refused here.
 */
export function statementCovers(statement: string, proposal: Proposal): Result<true> {
  const parsed = covered.safeParse(JSON.parse(statement));
  const item = parsed.data?.covers.item;
  if (
    item?.proposal !== proposal.id ||
    item.changes !== changesDigest(proposal.changes, proposal.endsAt) ||
    item.evidenceShown !== shownDigest(proposal.evidence)
  )
    return refuse(
      'signature_invalid',
      'The statement does not cover what is shown; nothing was signed.',
      'Do not sign. Look at the server: `countersign doctor`, `countersign ledger verify`.',
    );
  return done(true);
}
