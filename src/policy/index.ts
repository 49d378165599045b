/**
 * Policy: an act and the facts about it come in, a verdict with its reasons and digests goes out (permit, deny, or
 * requestable with what is missing). It never changes anything, counts no confidence, reads no estate: facts are handed
 * in, and any error, gap or excess denies.
 */
export { caseJudge } from './case-judge.ts';
export { mandateJudge } from './mandate-judge.ts';
export { compilePolicySet, loadPolicySet } from './policy-set.ts';
export type { PolicyMeaning, PolicySet } from './policy-set.ts';
export type { Policy } from './parse-policies.ts';
export type { RightsRowShown } from './rights/index.ts';
export {
  compareFiles,
  dutiesFile,
  holdsRules,
  livesFile,
  readPolicyFiles,
  rightsFile,
  ruleFiles,
  sourcesDigest,
} from './policy-files.ts';
export { qualityFile } from './review-quality.ts';
export type { FileDifference, PolicyFiles } from './policy-files.ts';
export type { PolicyProblem } from './problem.ts';
export { activatedFiles, drift, keepActivatedSet, lastActivated, loadActivatedSet } from './activation.ts';
export { keepCaseInputs, keepInput, keptInput } from './kept-input.ts';
export { policySteps } from './schema.ts';
export { interestOf } from './interest.ts';
export type { Interest, InterestLinks, InterestNode } from './interest.ts';
export { policyDifferences } from './what-if/differences.ts';
export type { PolicyDifferences } from './what-if/differences.ts';
export { flipKinds, flipOf, groupKey } from './what-if/flip.ts';
export type { Flip, FlipGroup, FlipKind } from './what-if/flip.ts';
export { replayPast } from './what-if/past.ts';
export type { KeptInput, PastResult } from './what-if/past.ts';
export { casesOfInputs, keptInputs } from './what-if/kept-inputs.ts';
export type { Window } from './what-if/kept-inputs.ts';
export { parseNeed } from './needs.ts';
export type { ApprovalStep, Need } from './needs.ts';
export { parseObligation, sayObligation } from './obligations.ts';
export type { Obligation } from './obligations.ts';
export { policyBearsOn } from './shard.ts';
export { fixedSet, judgeOfEdits, policyEditFacts } from './policy-edit.ts';
export {
  closeProposedSet,
  filedUnderRequest,
  keepProposedSet,
  keepProposedSignature,
  keepSimulation,
  lastSimulation,
  lockedProposedSet,
  proposedFiles,
  proposedSet,
  proposedSets,
  proposedSignatures,
} from './proposed-set.ts';
export type { PolicyProposal, ProposedSignature, Simulation } from './proposed-set.ts';
