import type { Explanation, ProposalId, Refusal } from '../model/index.ts';

/** An answer of a batch that was not taken. `stale`: something changed since; look again and sign anew. */
export interface NotDecided {
  readonly proposal: ProposalId;
  readonly is: 'stale' | 'refused';
  readonly why: Explanation;
}

export function notDecided(proposal: ProposalId, refusal: Refusal): NotDecided {
  const { ok: _no, ...why } = refusal;
  return { proposal, is: why.code === 'signature_stale' ? 'stale' : 'refused', why };
}
