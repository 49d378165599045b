import { z } from 'zod';
import {
  addSeconds,
  done,
  glassRole,
  mandatedEnd,
  refuse,
  type Change,
  type DecisionItem,
  type GlassReviewItem,
  type Instant,
  type NoteItem,
  type Proposal,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { shownDigest } from '../platform/evidence-digest.ts';
import { decisionItemSchema } from '../platform/wire/decision-item.ts';
import { instantSchema, subjectIdSchema } from '../platform/wire/proposal.ts';
import {
  changesDigest,
  readBatchStatement,
  readDecisionStatement,
  readGlassReviewStatement,
  readGlassStatement,
  readNoteStatement,
  readRequestStatement,
  readRestoreBatchStatement,
  readRestoreStatement,
  requestedDigest,
  callOffItemSchema,
  restoreItemSchema,
  restoreTreeOf,
  statementLifetime,
  treeOf,
  type UndoItem,
} from '../review/index.ts';

/**
 * The signer's own side: before a key signs, the text that the server wrote is read here and held to what the person was
 * shown and asked for. A server that has been taken over can word a statement as it likes; it gets no signature under it.
 */

/** What every statement is held to: the ledger that this installation was made with, and the signer's own clock. */
export interface Signing {
  readonly ledger: string;
  readonly now: Instant;
}

/** What a person was shown of one case, and what they answer. */
export interface AnswerShown {
  /** The proposal that the person named. */
  readonly id: ProposalId;
  /** What was shown of it. */
  readonly proposal: Proposal;
  readonly answer: 'approve' | 'reject';
  readonly reason: string | undefined;
  /** Whose authority they chose to use; absent: their own. */
  readonly for?: SubjectId | undefined;
}

/** An answer to a proposal: this answer, over the changes and the evidence that are shown, and nothing else. */
export function decisionCovers(statement: string, signing: Signing, asked: AnswerShown): Result<true> {
  const read = readDecisionStatement(statement, signing.ledger, signing.now);
  return read.ok ? held(itemSays(read.value.item, signing, asked)) : read;
}

/**
 * Many answers under one signature: the root that the statement covers is worked out here from the items, and each item is
 * one answer as above. No proposal is there twice, and no item is under the root that was not shown.
 */
export function batchCovers(
  statement: string,
  signing: Signing,
  asked: readonly { readonly item: unknown; readonly shown: AnswerShown }[],
): Result<true> {
  const read = readBatchStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const items: DecisionItem[] = [];
  for (const { item, shown } of asked) {
    const parsed = decisionItemSchema.safeParse(item);
    if (!parsed.success || !itemSays(parsed.data, signing, shown)) return held(false);
    items.push(parsed.data);
  }
  const proposals = new Set(items.map((item) => item.proposal));
  if (items.length === 0 || proposals.size !== items.length) return held(false);
  const { root, size } = treeOf(items);
  return held(root === read.value.root && size === read.value.size);
}

function itemSays(item: DecisionItem, signing: Signing, asked: AnswerShown): boolean {
  const longest = addSeconds(signing.now, statementLifetime.restoreSeconds + aheadSeconds);
  return (
    item.proposal === asked.id &&
    asked.proposal.id === asked.id &&
    item.answer === asked.answer &&
    item.reason === asked.reason &&
    item.standsFor?.person === asked.for &&
    item.changes === changesDigest(asked.proposal.changes, asked.proposal.endsAt) &&
    item.evidenceShown === shownDigest(asked.proposal.evidence) &&
    item.restorableUntil <= longest &&
    item.endsAt === mandatedEnd(asked.proposal)
  );
}

/** The wish to put back this execution, for this reason. */
export function restoreCovers(
  statement: string,
  signing: Signing,
  asked: { readonly execution: string; readonly reason: string },
): Result<true> {
  const read = readRestoreStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { item } = read.value;
  return held(item.restores === asked.execution && item.reason === asked.reason);
}

/** One signature over what is undone: exactly these executions in this order, then these plans, each for this reason. */
export function restoresCover(
  statement: string,
  signing: Signing,
  asked: {
    readonly items: readonly unknown[];
    readonly executions: readonly string[];
    readonly callOff: readonly string[];
    readonly reason: string;
  },
): Result<true> {
  const read = readRestoreBatchStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const items: UndoItem[] = [];
  const undone = [...asked.executions, ...asked.callOff];
  for (const [at, item] of asked.items.entries()) {
    const parsed =
      at < asked.executions.length ? restoreItemSchema.safeParse(item) : callOffItemSchema.safeParse(item);
    if (!parsed.success || parsed.data.reason !== asked.reason) return held(false);
    if (undone[at] !== ('restores' in parsed.data ? parsed.data.restores : parsed.data.voids))
      return held(false);
    items.push(parsed.data);
  }
  if (items.length === 0 || items.length !== undone.length) return held(false);
  const { root, size } = restoreTreeOf(items);
  return held(root === read.value.root && size === read.value.size);
}

/** The request for exactly these changes, for this purpose. */
export function requestCovers(
  statement: string,
  signing: Signing,
  asked: {
    readonly changes: readonly Change[];
    readonly endsAt: Proposal['endsAt'];
    readonly purpose: string;
  },
): Result<true> {
  const read = readRequestStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { item } = read.value;
  return held(
    item.changes === requestedDigest(asked.changes, asked.endsAt) && item.purpose === asked.purpose,
  );
}

/** An emergency over exactly the changes and the evidence that are shown, ending with them. */
export function glassCovers(
  statement: string,
  signing: Signing,
  asked: Pick<AnswerShown, 'id' | 'proposal'> & { readonly reason: string },
): Result<true> {
  const read = readGlassStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { item } = read.value;
  const shown = { ...asked, answer: 'approve', reason: asked.reason.trim() } as const;
  return held(item.role === glassRole && item.endsAt !== null && itemSays(item, signing, shown));
}

/** What somebody else found of an emergency, in exactly these words. */
export function glassReviewCovers(statement: string, signing: Signing, asked: GlassReviewItem): Result<true> {
  const read = readGlassReviewStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { item } = read.value;
  return held(item.glass === asked.glass && item.found === asked.found && item.text === asked.text.trim());
}

/** A question, answer or withdrawal about this case, in exactly these words. */
export function noteCovers(
  statement: string,
  signing: Signing,
  asked: Pick<NoteItem, 'proposal' | 'kind' | 'text'>,
): Result<true> {
  const read = readNoteStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { item } = read.value;
  return held(
    item.proposal === asked.proposal && item.kind === asked.kind && item.text === asked.text.trim(),
  );
}

const anyStatement = z.strictObject({
  v: z.literal('countersign/statement/v1'),
  ledger: z.string(),
  purpose: z.string(),
  signer: subjectIdSchema,
  madeAt: instantSchema,
  expiresAt: instantSchema,
  nonce: z.string().min(16).max(64),
  covers: z.strictObject({ item: z.record(z.string(), z.unknown()) }),
});

/** A statement about signers or policy: of this purpose, over exactly this item. */
export function itemCovers(
  statement: string,
  signing: Signing,
  asked: { readonly purpose: string; readonly item: Readonly<Record<string, unknown>> },
): Result<true> {
  const parsed = anyStatement.safeParse(jsonOf(statement));
  if (!parsed.success) return held(false);
  const { data } = parsed;
  return held(
    canonicalJson(data) === statement &&
      data.ledger === signing.ledger &&
      data.purpose === asked.purpose &&
      data.madeAt <= addSeconds(signing.now, aheadSeconds) &&
      data.expiresAt <= addSeconds(data.madeAt, statementLifetime.carryOutSeconds) &&
      canonicalJson(data.covers.item) === canonicalJson(asked.item),
  );
}

/** What a statement about signers or policy says, whoever asked for it. */
export interface StatedItem {
  readonly purpose: string;
  readonly item: Readonly<Record<string, unknown>>;
  readonly signer: SubjectId;
  readonly expiresAt: Instant;
}

/** Reads a statement about signers or policy of this ledger that is in time; refuses anything else. */
export function coveredItem(statement: string, signing: Signing): Result<StatedItem> {
  const parsed = anyStatement.safeParse(jsonOf(statement));
  if (!parsed.success || canonicalJson(parsed.data) !== statement)
    return refuse('signature_invalid', 'This is no statement about signers in its canonical form.');
  const { ledger, purpose, signer, madeAt, expiresAt, covers } = parsed.data;
  if (ledger !== signing.ledger)
    return refuse('signature_invalid', `The statement is for ledger \`${ledger}\`.`);
  if (expiresAt <= signing.now || expiresAt > addSeconds(madeAt, statementLifetime.carryOutSeconds))
    return refuse('signature_stale', 'The statement expired, or would be valid for more than a week.');
  return done({ purpose, item: covers.item, signer, expiresAt });
}

const aheadSeconds = 300;

const held = (covers: boolean): Result<true> =>
  covers
    ? done(true)
    : refuse(
        'signature_invalid',
        'The statement does not cover exactly what is shown and asked for; nothing was signed.',
        'Do not sign. Look at the server: `countersign doctor`, `countersign ledger verify`.',
      );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const challengeSchema = z.strictObject({
  v: z.literal('countersign/sign-in/v1'),
  ledger: z.string().max(200),
  nonce: z.string().regex(/^[\w-]{16,64}$/),
  expiresAt: instantSchema,
});

/** What a key signs to come in: nothing but that, for this ledger. A statement handed out in its place is refused. */
export function signInCovers(challenge: string, signing: Signing): Result<true> {
  const value = jsonOf(challenge);
  const read = challengeSchema.safeParse(value);
  return held(read.success && read.data.ledger === signing.ledger && canonicalJson(value) === challenge);
}
