/**
 * ⑥ People decide. In: drafts, signed statements. Out: proposals with verdicts, decisions and plans, each recorded before
 * it counts. It asks policy and never overrules it, checks every signature against the ledger's signers, and changes
 * nothing outside: it hands over a plan entry's id.
 */
export type { ReviewBench } from './bench.ts';
export { completeChange, actOf, fixedSubjectKind, onlyReduces, says } from './change-types/index.ts';
export {
  askingOf,
  callOffAsking,
  claimAsking,
  dueAskings,
  nextAsking,
  settleAsking,
  wishAsking,
} from './asking.ts';
export type { Asking } from './asking.ts';
export { couldSign, waysFor } from './could-sign.ts';
export type { CouldSign } from './could-sign.ts';
export { delegationLock, lentTo } from './delegated.ts';
export type { Lent } from './delegated.ts';
export { longestRing, ringsOf } from './rings.ts';
export type { ApprovalRing, Approved, RingsFound } from './rings.ts';
export { recusalsOf } from './recusals.ts';
export type { RecusalKept } from './recusals.ts';
export {
  casesAskedOf,
  casesToLookAt,
  claimCaseWait,
  keepCaseWait,
  nextLookAtCase,
  waitStages,
} from './waiting.ts';
export type { CaseWait, WaitsFor, WaitStage } from './waiting.ts';
export { contextOf, personOf, weigh } from './weigh.ts';
export type { Weighed } from './weigh.ts';
export { openDecision, takeDecision } from './decide.ts';
export { denialsBefore, denialsOf } from './denials.ts';
export type { Denial } from './denials.ts';
export type { DecisionAsked, OpenDecision } from './decide.ts';
export { changesDigest, proposalContent, requestedDigest } from './digests.ts';
export { afterEndSeconds, claimEnding, nextEnding, settleEnding } from './endings.ts';
export type { EndingId, SettledAs } from './endings.ts';
export { writeExpiry } from './expire.ts';
export { fileProposal, prepareCase } from './file-proposal.ts';
export type { Draft, FiledBy, FiledCase, PreparedCase } from './file-proposal.ts';
export type { CheckedSignature, SignatureCheck } from './ports.ts';
export { openBatch, treeOf } from './open-batch.ts';
export type { BatchAsked, OpenBatch } from './open-batch.ts';
export { openGlass, takeGlass } from './glass.ts';
export type { GlassTaken, OpenGlass } from './glass.ts';
export { glassesOf, openGlassReview, takeGlassReview } from './glass-review.ts';
export type { GlassShown } from './glass-review.ts';
export { heldUntil } from './held-until.ts';
export type { HeldUntil } from './held-until.ts';
export { fileNarrower } from './narrow.ts';
export type { NarrowerAsked } from './narrow.ts';
export { notesOn, openNote, takeNote } from './notes.ts';
export type { NoteAsked, NoteShown } from './notes.ts';
export type { NotDecided } from './not-decided.ts';
export { openMandateEnd, suspendMandate, takeMandateEnd } from './mandates/end.ts';
export { fileItem, itemColumns, itemStates } from './mandates/items.ts';
export type { FiledItem, MandateItemRow, Selected } from './mandates/items.ts';
export { proposeMandate } from './mandates/propose.ts';
export { missingSigners, openMandate, takeMandate } from './mandates/sign.ts';
export { listMandates, loadMandate } from './mandates/stored-mandate.ts';
export type { StoredMandate } from './mandates/stored-mandate.ts';
export { writeMandated, writeReturn } from './mandates/write-plans.ts';
export { openRestore, takeRestore } from './restore.ts';
export { openRestores, restoreTreeOf, takeRestores } from './restore-many.ts';
export type { OpenRestores, RestoreTaken, SignedRestores } from './restore-many.ts';
export { reviewSteps } from './schema.ts';
export { campaignSteps } from './campaigns/schema.ts';
export { saySilence, silenceTerms } from './campaigns/silence.ts';
export { designFrom, nextIn, rhythms, templateDesignSchema } from './campaigns/template.ts';
export type { CampaignTemplate, Rhythm, TemplateDesign } from './campaigns/template.ts';
export { staleness } from './staleness.ts';
export {
  readBatchStatement,
  readCloseStatement,
  readLaunchStatement,
  readSubmissionStatement,
  readDecisionStatement,
  readMandateEndStatement,
  readMandateStatement,
  readGlassReviewStatement,
  readGlassStatement,
  readNoteStatement,
  readRequestStatement,
  readRestoreBatchStatement,
  readRestoreStatement,
  callOffItemSchema,
  restoreItemSchema,
  signatureNamespace,
  stateMany,
  stateOne,
  statementLifetime,
  statementText,
} from './statement.ts';
export type { CallOffItem, RestoreItem, UndoItem } from './statement.ts';
export type { DecisionTaken } from './take-answer.ts';
export { takeBatch } from './take-batch.ts';
export type { AnswerTaken, SignedBatch } from './take-batch.ts';
export {
  caseOf,
  countProposals,
  decisionsOn,
  listProposals,
  loadProposal,
  openTwin,
  proposalsAbout,
} from './stored-proposal.ts';
export type {
  FiledProposal,
  ListedProposal,
  ProposalsRequest,
  ProposalState,
  StoredDecision,
} from './stored-proposal.ts';
export { unknownSigner } from './weigh.ts';
export { signedBy } from './signed-by.ts';
export type { Signed, StatementText } from './signed-by.ts';
export { openItem } from './decision-item.ts';
export type { AnswerAsked, OpenItem } from './decision-item.ts';
export { takeAnswer } from './take-answer.ts';
export type { SignedAnswer } from './take-answer.ts';
export { meanings, unfitAnswer } from './campaigns/answers.ts';
export { completeDesign, designAskedSchema, designDigest, designSchema } from './campaigns/design.ts';
export type { DesignAsked } from './campaigns/design.ts';
export { contentSql, itemContentSchema, leafOf, readContent } from './campaigns/content.ts';
export type { ItemContent } from './campaigns/content.ts';
export { afterAnswer, bitsOf, mayAnswer, openItemState, seatsIn, seatsOf } from './campaigns/item-state.ts';
export type { CampaignItemState, SeatAnswer } from './campaigns/item-state.ts';
export {
  answerLeafSchema,
  campaignIdSchema,
  closeItemSchema,
  launchItemSchema,
  leafTexts,
  mostAnswersSubmitted,
  submissionItemSchema,
  submissionTree,
} from './campaigns/leaves.ts';
export type { SubmissionLeaves } from './campaigns/leaves.ts';
export {
  behind,
  blindSample,
  consequenceOf,
  handleOf,
  howManyPlanted,
  inWords,
  leanOf,
  lowestFirst,
  plantedFor,
  qualityOf,
  qualitySteps,
  seedCommitment,
  standingOf,
} from './quality/index.ts';
export type { AnswerSeen, ItemLooks, Planted, Quality, QualityInWords, Standing } from './quality/index.ts';
export { caseNow } from './weigh.ts';
export { anyWhatIf, keepWhatIf, lastWhatIf, supposedDigest, whatIfNamed } from './what-ifs.ts';
export type { WhatIfKept } from './what-ifs.ts';
