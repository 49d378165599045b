/**
 * Whether reviews are looked at. In: the answers of one reviewer in one campaign, and what would have been right where that
 * is known. Out: a figure with its interval, what policy makes of it, and sentences for the reviewer. It compares nobody
 * with anybody, and decides nothing about access.
 */
export { leanOf, type AnswerSeen } from './answer-seen.ts';
export { consequenceOf, standingOf, type Standing } from './consequence.ts';
export { behind, handleOf } from './handle.ts';
export { inWords, type QualityInWords } from './in-words.ts';
export { plantedFor, type ItemLooks, type Planted } from './planted.ts';
export { qualityOf, type Quality } from './quality.ts';
export { qualitySteps } from './schema.ts';
export { blindSample, howManyPlanted, lowestFirst, seedCommitment } from './sample.ts';
