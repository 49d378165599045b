/** What writes were answered, so that the same write sent twice happens once. */
export { keptAnswerSteps } from './schema.ts';
export { createKeptAnswers } from './kept-answers.ts';
export type { Claim, KeptAnswers, KeyedCall } from './kept-answers.ts';
