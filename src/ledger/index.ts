/**
 * ⑧ Proof. In: entry drafts that other stages record in their own transactions, and content to keep apart. Out: numbered
 * leaves of an RFC 6962 log under signed checkpoints, who may sign for whom as the entries say, and a verdict on all of it
 * from its bytes alone. It never changes or deletes an entry, never writes an entry type its process may not write, and
 * never signs a tree that is not a continuation of the last one it signed.
 */
export { createAppender } from './appender.ts';
export type { Appender, AppenderOptions } from './appender.ts';
export { checkCausation } from './causation.ts';
export { createDelegationBook } from './delegation-book.ts';
export { longestDelegationDays } from './delegations.ts';
export { exportLedger } from './export.ts';
export type { ExportManifest, ExportOptions } from './export.ts';
export { exportBytes } from './export-reader.ts';
export { keyToEnrol } from './items.ts';
export type {
  ActivateItem,
  BootstrapItem,
  EnrolledPerson,
  KeyToEnrol,
  ProviderItem,
  ReplaceItem,
  RestoreItemView,
  RevokeItem,
} from './items.ts';
export { liveBytes } from './live-reader.ts';
export { newNoteSecret, readNoteSecret } from './note.ts';
export type { NoteKey } from './note.ts';
export { outsideFile } from './outside-copy.ts';
export type { OutsideCopy } from './outside-copy.ts';
export { readRegistration } from './passkey-registration.ts';
export type { PasskeyFacts, Registration, RegistrationRecord } from './passkey-registration.ts';
export { checkProof, proofOf } from './proof-text.ts';
export { createReader } from './reader.ts';
export type { EntriesRequest, ReaderOptions, VerifiedReader } from './reader.ts';
export { createRecorder } from './recorder.ts';
export type { RecorderOptions } from './recorder.ts';
export { ledgerMigrations } from './schema.ts';
export { runSequencer, sequencerSteps } from './sequencer.ts';
export type { SequencerOptions, SequencerStep } from './sequencer.ts';
export { createSignatureCheck } from './signature-check.ts';
export type { CheckedSignature } from './signature-check.ts';
export { createSignerBook } from './signer-book.ts';
export type { EnrolledKey, LedgerSigners } from './signer-book.ts';
export { parseSignerKey } from './signer-key.ts';
export type { SignerKeyKind } from './signer-key.ts';
export type { EntryProblem, SignerState, SoleEnrolment } from './signers.ts';
export { parseSshPublicKey } from './ssh-key.ts';
export type { SshPublicKey } from './ssh-key.ts';
export { newSoftwareKeyFile, readSoftwareKeyFile } from './ssh-sign.ts';
export type { SoftwareKey } from './ssh-sign.ts';
export { signatureNamespace, verifySshsig } from './sshsig.ts';
export { traceLedger } from './trace.ts';
export type { LedgerTrace, TracedEntry, TracedSignature } from './trace.ts';
export { verifyLedger } from './verify.ts';
export type { VerifyOptions } from './verify.ts';
export type { LedgerBytes } from './verify-input.ts';
export type { Problem, VerificationReport, Verdict } from './verify-report.ts';
export { assertionText, challengeOf, verifyUnder } from './webauthn.ts';
export type { Assertion, PasskeySignature } from './webauthn.ts';
export { parseWebauthnKey, wrongPlace } from './webauthn-key.ts';
export type { WebauthnKey } from './webauthn-key.ts';
