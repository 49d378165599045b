import { z } from 'zod';
import {
  addSeconds,
  approverRoles,
  type DecisionItem,
  type Digest,
  type GlassReviewItem,
  type Instant,
  type MandateEndItem,
  type MandateItem,
  type NoteItem,
  type Result,
  type Statement,
  type SubjectId,
  done,
  mostItemsSigned,
  mostLeavesSigned,
  type CloseItem,
  type LaunchItem,
  noteKinds,
  refuse,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { decisionItemSchema } from '../platform/wire/decision-item.ts';
import { mandateEndItemSchema, mandateItemSchema } from '../platform/wire/mandate.ts';
import { closeItemSchema, launchItemSchema } from './campaigns/leaves.ts';
import {
  digestSchema,
  entryIdSchema,
  instantSchema,
  proposalIdSchema,
  subjectIdSchema,
} from '../platform/wire/proposal.ts';

/** How long a signed statement may be carried out, and how long its exact pre-image may be put back. */
export const statementLifetime = { carryOutSeconds: 7 * 86_400, restoreSeconds: 30 * 86_400 } as const;

/** The SSHSIG namespace of everything people sign here. */
export const signatureNamespace = 'countersign';

/** The exact text a person signs: canonical JSON of the statement. Independent of the signature scheme. */
export const statementText = (statement: Statement): string => canonicalJson(statement);

export interface StatementFrame {
  readonly ledger: string;
  readonly signer: SubjectId;
  readonly now: Instant;
  readonly nonce: string;
}

/** A statement over one item, to be carried out within a week of being made. */
export const stateOne = (
  frame: StatementFrame,
  purpose: Statement['purpose'],
  item: Readonly<Record<string, unknown>>,
): Statement => state(frame, purpose, { item });

/** The same over many items, by the root of the tree of their canonical texts. */
export const stateMany = (
  frame: StatementFrame,
  purpose: Statement['purpose'],
  { root, size }: { readonly root: Digest; readonly size: number },
): Statement => state(frame, purpose, { root, size });

const state = (
  frame: StatementFrame,
  purpose: Statement['purpose'],
  covers: Statement['covers'],
): Statement => ({
  v: 'countersign/statement/v1',
  ledger: frame.ledger,
  purpose,
  signer: frame.signer,
  madeAt: frame.now,
  expiresAt: addSeconds(frame.now, statementLifetime.carryOutSeconds),
  nonce: frame.nonce,
  covers,
});

export const restoreItemSchema = z.strictObject({
  restores: entryIdSchema,
  plan: entryIdSchema,
  reason: z.string().max(2000),
  /** By which role somebody ends an emergency that another took; absent: it is their own decision. */
  as: z.enum(approverRoles).exactOptional(),
});
/** A plan that was not begun, and never will be: the other thing that one undoes. */
export const callOffItemSchema = z.strictObject({ voids: entryIdSchema, reason: z.string().max(2000) });
const requestItemSchema = z.strictObject({ changes: digestSchema, purpose: z.string().min(1).max(2000) });
const noteItemSchema: z.ZodType<NoteItem> = z.strictObject({
  proposal: proposalIdSchema,
  proposalEntry: entryIdSchema,
  kind: z.enum(noteKinds),
  text: z.string().trim().min(1).max(2000),
});
export type RestoreItem = z.infer<typeof restoreItemSchema>;
export type CallOffItem = z.infer<typeof callOffItemSchema>;
/** What one signature undoes: executions are put back, plans called off. */
export type UndoItem = RestoreItem | CallOffItem;
export type RequestItem = z.infer<typeof requestItemSchema>;

const frameShape = {
  v: z.literal('countersign/statement/v1'),
  ledger: z.string().max(200),
  signer: subjectIdSchema,
  madeAt: instantSchema,
  expiresAt: instantSchema,
  nonce: z.string().min(16).max(64),
};

const statementOf = <P extends Statement['purpose'], C extends object>(purpose: P, covers: z.ZodType<C>) =>
  z.strictObject({ ...frameShape, purpose: z.literal(purpose), covers });
const oneItem = <T extends object>(item: z.ZodType<T>) => z.strictObject({ item });

const decisionStatement = statementOf('decision', oneItem(decisionItemSchema));
const restoreStatement = statementOf('restore', oneItem(restoreItemSchema));
const requestStatement = statementOf('request', oneItem(requestItemSchema));
const many = z.strictObject({ root: digestSchema, size: z.number().int().min(1).max(mostItemsSigned) });
const batchStatement = statementOf('decision', many);
const restoreBatchStatement = statementOf('restore', many);
const mandateStatement = statementOf('mandate', oneItem(mandateItemSchema));
const mandateEndStatement = statementOf('mandate.end', oneItem(mandateEndItemSchema));

const glassStatement = statementOf('glass.break', oneItem(decisionItemSchema));
const glassReviewItemSchema: z.ZodType<GlassReviewItem> = z.strictObject({
  glass: entryIdSchema,
  found: z.enum(['justified', 'not_justified']),
  text: z.string().trim().min(1).max(2000),
});
const glassReviewStatement = statementOf('glass.review', oneItem(glassReviewItemSchema));
const noteStatement = statementOf('proposal.note', oneItem(noteItemSchema));
const submissionStatement = statementOf(
  'decision',
  z.strictObject({ root: digestSchema, size: z.number().int().min(2).max(mostLeavesSigned) }),
);
const launchStatement = statementOf('campaign', oneItem(launchItemSchema));
const closeStatement = statementOf('campaign', oneItem(closeItemSchema));

/** A statement as its text says it, apart from what it covers. */
export interface StatementSaid {
  readonly signer: SubjectId;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}
export interface ReadStatement<T> extends StatementSaid {
  readonly item: T;
}
/** A statement over many items: the root of their tree, and how many they are. */
export interface ReadBatchStatement extends StatementSaid {
  readonly root: Digest;
  readonly size: number;
}

export const readDecisionStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<DecisionItem>> => read(decisionStatement, text, ledger, now);
export const readRestoreStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<RestoreItem>> => read(restoreStatement, text, ledger, now);
export const readRequestStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<RequestItem>> => read(requestStatement, text, ledger, now);
export const readMandateStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<MandateItem>> => read(mandateStatement, text, ledger, now);
export const readMandateEndStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<MandateEndItem>> => read(mandateEndStatement, text, ledger, now);
export const readGlassStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<DecisionItem>> => read(glassStatement, text, ledger, now);
export const readGlassReviewStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<GlassReviewItem>> => read(glassReviewStatement, text, ledger, now);
export const readNoteStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<NoteItem>> => read(noteStatement, text, ledger, now);
export const readBatchStatement = (text: string, ledger: string, now: Instant): Result<ReadBatchStatement> =>
  read(batchStatement, text, ledger, now);
export const readRestoreBatchStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadBatchStatement> => read(restoreBatchStatement, text, ledger, now);

/** Over the leaves of one submission of a campaign: its decisions, its answers, and what it is about. */
export const readSubmissionStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadBatchStatement> => read(submissionStatement, text, ledger, now);
export const readLaunchStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<LaunchItem>> => read(launchStatement, text, ledger, now);
export const readCloseStatement = (
  text: string,
  ledger: string,
  now: Instant,
): Result<ReadStatement<CloseItem>> => read(closeStatement, text, ledger, now);

interface ParsedStatement<C> extends StatementSaid {
  readonly ledger: string;
  readonly covers: C;
}

/** Parses exact statement text; refuses text that is not canonical, of another ledger, expired, or made in the future. */
function read<C extends object>(
  schema: z.ZodType<ParsedStatement<C>>,
  text: string,
  ledger: string,
  now: Instant,
): Result<StatementSaid & C> {
  if (text.length > 65_536) return refuse('input_too_large', 'The statement is longer than 64 KiB.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(
      'input_invalid',
      'The statement is not JSON.',
      'Sign the exact text that `countersign decide` wrote.',
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    return refuse(
      'input_invalid',
      `The statement has another shape than expected: ${z.prettifyError(parsed.error)}`,
    );
  const { signer, madeAt, expiresAt, covers } = parsed.data;
  if (canonicalJson(value) !== text)
    return refuse(
      'input_invalid',
      'The statement is not in canonical form.',
      'Sign the exact text, byte for byte.',
    );
  if (parsed.data.ledger !== ledger)
    return refuse(
      'signature_invalid',
      `The statement is for ledger \`${parsed.data.ledger}\`, this is \`${ledger}\`.`,
    );
  if (expiresAt <= now) return expiredStatement(expiresAt);
  if (madeAt > addSeconds(now, 300))
    return refuse(
      'signature_invalid',
      `The statement was made in the future (${madeAt}).`,
      'Set the clock of the machine that made it.',
    );
  if (addSeconds(madeAt, statementLifetime.carryOutSeconds) < expiresAt)
    return refuse('signature_invalid', 'The statement would be valid for more than a week.');
  return done({ signer, madeAt, expiresAt, ...covers });
}

export const expiredStatement = (expiresAt: Instant) =>
  refuse(
    'signature_stale',
    `The statement expired at ${expiresAt}.`,
    'Ask for a new statement and sign that.',
  );
