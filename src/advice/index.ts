/**
 * Drafts, made by rules. In come a finding and the account view it was concluded from; out goes a proposal draft, or the
 * reason why there is none. It has no authority: it files nothing, decides nothing, and reaches nothing that can.
 */
export type { Advice, AdviceContext, ProposalDraft } from './draft.ts';
export { draftFor } from './draft-for.ts';
export { adviseOnReview } from './review-item.ts';
export type { ReviewAdvice, ReviewedAccess } from './review-item.ts';
