import type { Brand } from './brand.ts';

/** Ids are `prefix_` and 16 to 40 lower-case base32 or hex characters: random, never derived from a person's data. */
export type SubjectId = Brand<'SubjectId'>; // a person or process in the ledger: psn_… | agt_… | prc_…
export type EntryId = Brand<'EntryId'>; // ent_…
export type ProposalId = Brand<'ProposalId'>; // prp_…
export type MandateId = Brand<'MandateId'>; // mnd_…
export type FindingId = Brand<'FindingId'>; // fnd_… (derived from rule, subject and cause: stable across re-reads)
export type SourceId = Brand<'SourceId'>; // what the user named the source: acme-aws
export type KeyId = Brand<'KeyId'>; // key_…
export type BlobId = Brand<'BlobId'>; // blb_…
/** SHA-256 as 64 lower-case hex characters. */
export type Digest = Brand<'Digest'>;

const idShape = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-9a-z]{8,40}$`);
const subjectShape = /^(psn|agt|prc)_[0-9a-z]{8,40}$/;
const entryShape = idShape('ent');
const proposalShape = idShape('prp');
const findingShape = idShape('fnd');
const mandateShape = idShape('mnd');
const keyShape = idShape('key');
const blobShape = idShape('blb');
const sourceShape = /^[a-z][a-z0-9-]{0,39}$/;
const digestShape = /^[0-9a-f]{64}$/;

export const isSubjectId = (text: string): text is SubjectId => subjectShape.test(text);
export const isEntryId = (text: string): text is EntryId => entryShape.test(text);
export const isProposalId = (text: string): text is ProposalId => proposalShape.test(text);
export const isMandateId = (text: string): text is MandateId => mandateShape.test(text);
export const isFindingId = (text: string): text is FindingId => findingShape.test(text);
export const isKeyId = (text: string): text is KeyId => keyShape.test(text);
export const isBlobId = (text: string): text is BlobId => blobShape.test(text);
export const isSourceId = (text: string): text is SourceId => sourceShape.test(text);
export const isDigest = (text: string): text is Digest => digestShape.test(text);

/** Turns text into an id or throws; for ids that our own code or database made. Outside input is checked with the guards. */
export function must<T extends string>(guard: (text: string) => text is string & T, text: string): T {
  if (!guard(text)) throw new TypeError(`\`${text.slice(0, 80)}\` is not an id of the expected shape`);
  return text;
}
