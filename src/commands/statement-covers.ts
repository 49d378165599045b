import { z } from 'zod';
import {
  addSeconds,
  done,
  mandatedEnd,
  refuse,
  type Change,
  type Instant,
  type Proposal,
  type Result,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { shownDigest } from '../platform/evidence-digest.ts';
import { instantSchema, subjectIdSchema } from '../platform/wire/proposal.ts';
import {
  changesDigest,
  readDecisionStatement,
  readRequestStatement,
  readRestoreStatement,
  requestedDigest,
  statementLifetime,
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

/** An answer to a proposal: this answer, over the changes and the evidence that are shown, and nothing else. */
export function decisionCovers(
  statement: string,
  signing: Signing,
  asked: {
    readonly proposal: Proposal;
    readonly answer: 'approve' | 'reject';
    readonly reason: string | undefined;
  },
): Result<true> {
  const read = readDecisionStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { item } = read.value;
  const longest = addSeconds(signing.now, statementLifetime.restoreSeconds + aheadSeconds);
  return held(
    item.proposal === asked.proposal.id &&
      item.answer === asked.answer &&
      item.reason === asked.reason &&
      item.changes === changesDigest(asked.proposal.changes, asked.proposal.endsAt) &&
      item.evidenceShown === shownDigest(asked.proposal.evidence) &&
      item.restorableUntil <= longest &&
      item.endsAt === mandatedEnd(asked.proposal),
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
