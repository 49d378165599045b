import { z } from 'zod';
import {
  addSeconds,
  approverRoles,
  done,
  mostLeavesSigned,
  refuse,
  type Assurance,
  type DecisionItem,
  type EntryId,
  type Instant,
  type MandateItem,
  type Refusal,
  type Result,
  type SignerStanding,
} from '../model/index.ts';
import type { Leaf } from '../model/entry.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { mandateItemSchema } from '../platform/wire/mandate.ts';
import {
  digestSchema,
  entryIdSchema,
  instantSchema,
  proposalIdSchema,
  subjectIdSchema,
} from '../platform/wire/proposal.ts';
import { coveredItem, type Covers } from './covered-item.ts';
import type { EnforcementBench } from './ports.ts';

/** One kind of statement that can authorise something: how its text reads, and how the item that it covers does. */
interface Kind<T> {
  readonly statement: z.ZodType<Framed<T>>;
  readonly item: z.ZodType<T>;
}

const frame = <P extends string, C extends object>(purpose: P, covers: z.ZodType<C>) =>
  z.strictObject({
    v: z.literal('countersign/statement/v1'),
    ledger: z.string().max(200),
    purpose: z.literal(purpose),
    signer: subjectIdSchema,
    madeAt: instantSchema,
    expiresAt: instantSchema,
    nonce: z.string().min(16).max(64),
    covers,
  });

const one = <T extends object>(item: z.ZodType<T>) => z.strictObject({ item });
const many = z.strictObject({ root: digestSchema, size: z.number().int().min(1).max(mostLeavesSigned) });

const decisionItem: z.ZodType<DecisionItem> = z.strictObject({
  proposal: proposalIdSchema,
  proposalEntry: entryIdSchema,
  answer: z.enum(['approve', 'reject']),
  role: z.string().max(40),
  standsFor: z.strictObject({ person: subjectIdSchema, delegation: entryIdSchema }).exactOptional(),
  changes: digestSchema,
  evidenceShown: digestSchema,
  evidenceMaterial: digestSchema,
  verdictBasis: digestSchema,
  policy: digestSchema,
  restorableUntil: instantSchema,
  // what was signed before statements named an end mandates none
  endsAt: instantSchema.nullable().default(null),
  reason: z.string().max(2000).exactOptional(),
});

const restoreItem = z.strictObject({
  restores: entryIdSchema,
  plan: entryIdSchema,
  reason: z.string().max(2000),
  as: z.enum(approverRoles).exactOptional(),
});
const requestItem = z.strictObject({ changes: digestSchema, purpose: z.string().min(1).max(2000) });

const recusalItem = z.strictObject({ proposalEntry: entryIdSchema, reason: z.string().max(2000) });

/**
 * The statements that authorise an execution, as enforcement reads them: strictly, and apart from how review wrote them.
 * An answer to a proposal, or the wish to put an execution back, may be one of many under a root.
 */
export const decisionStatement: Kind<DecisionItem> = {
  statement: frame('decision', z.union([one(decisionItem), many])),
  item: decisionItem,
};
/** The same item, signed for oneself in an emergency: over one item only, and never taken for an answer. */
export const glassStatement: Kind<DecisionItem> = {
  statement: frame('glass.break', one(decisionItem)),
  item: decisionItem,
};
export const restoreStatement: Kind<z.infer<typeof restoreItem>> = {
  statement: frame('restore', z.union([one(restoreItem), many])),
  item: restoreItem,
};
export const requestStatement: Kind<z.infer<typeof requestItem>> = {
  statement: frame('request', one(requestItem)),
  item: requestItem,
};
export const mandateStatement: Kind<MandateItem> = {
  statement: frame('mandate', one(mandateItemSchema)),
  item: mandateItemSchema,
};

/** What launches a campaign and what answers it: by these alone nothing is carried out. */
const launchItem = z.looseObject({
  v: z.literal('countersign/campaign-launch/v1'),
  campaign: z.string().max(50),
  manifest: digestSchema,
  dueAt: instantSchema,
});
const submissionItem = z.looseObject({
  v: z.literal('countersign/campaign-submission/v1'),
  campaign: z.string().max(50),
  launch: entryIdSchema,
  manifest: digestSchema,
});
export const launchStatement: Kind<z.infer<typeof launchItem>> = {
  statement: frame('campaign', one(launchItem)),
  item: launchItem,
};
export const submissionStatement: Kind<z.infer<typeof submissionItem>> = {
  statement: frame('decision', many),
  item: submissionItem,
};

/** Authorises nothing: it takes its signer's own authority away from one case. */
export const recusalStatement: Kind<z.infer<typeof recusalItem>> = {
  statement: frame('recusal', one(recusalItem)),
  item: recusalItem,
};

interface Framed<T> {
  readonly ledger: string;
  readonly signer: SignerStanding['person'];
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly covers: Covers<T>;
}

/** A statement whose signature holds, and the signer's standing now. */
export interface Verified<T> {
  readonly entry: EntryId;
  readonly standing: SignerStanding;
  /** The weaker of what the key was enrolled as and what this signature itself shows. */
  readonly assurance: Assurance;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly item: T;
}

const longestStatementSeconds = 7 * 86_400;

const signedBody = z.looseObject({ statement: z.string().max(65_536), signature: z.string().max(16_384) });

/**
 * The statement that this leaf carries, with its signature verified over the exact text and its signer in force when it
 * was made, when the sequencer numbered it, and now (`now` given as `then` alone for something long done). Whether it is
 * still in time is the caller's question.
 */
export async function verifiedStatement<T>(
  bench: EnforcementBench,
  leaf: Leaf,
  kind: Kind<T>,
  standingNow: 'needed' | 'not needed',
): Promise<Result<Verified<T>>> {
  const invalid = (why: string): Refusal =>
    refuse('signature_invalid', `Entry \`${leaf.entry.id}\` authorises nothing: ${why}.`);
  const body = signedBody.safeParse(leaf.entry.body);
  if (!body.success) return invalid('it carries no statement with a signature');
  const text = body.data.statement;
  const checked = bench.signatures.verify(text, body.data.signature);
  if (!checked.ok) return invalid(checked.message);
  const read = parse(kind.statement, text);
  if (read === undefined) return invalid('its statement is not of the expected kind, or not canonical');
  if (read.ledger !== bench.ledgerName) return invalid(`it was signed for ledger \`${read.ledger}\``);
  if (read.expiresAt > addSeconds(read.madeAt, longestStatementSeconds))
    return invalid('it claims to be valid for more than a week');
  const covered = coveredItem(read.covers, leaf.entry.body, kind.item);
  if ('why' in covered) return invalid(covered.why);
  const now = bench.clock.now();
  const moments = [read.madeAt, leaf.sequencedAt, ...(standingNow === 'needed' ? [now] : [])];
  let standing: SignerStanding | undefined;
  for (const moment of moments) {
    standing = await bench.signers.standing(checked.keyFingerprint, moment);
    if (standing === undefined || standing.person !== read.signer)
      return refuse(
        'signature_invalid',
        `The key of \`${leaf.entry.id}\` did not speak for its signer at ${moment}.`,
        'See `countersign signers`; have somebody whose key is in force sign.',
      );
  }
  if (standing === undefined) return invalid('nobody stands behind its key');
  return done({
    entry: leaf.entry.id,
    standing,
    assurance: standing.assurance === 'passkey' && checked.assurance === 'passkey' ? 'passkey' : 'key',
    madeAt: read.madeAt,
    expiresAt: read.expiresAt,
    item: covered.item,
  });
}

function parse<T>(schema: z.ZodType<Framed<T>>, text: string): Framed<T> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const parsed = schema.safeParse(value);
    return parsed.success && canonicalJson(value) === text ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
