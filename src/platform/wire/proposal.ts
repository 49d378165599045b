import { z } from 'zod';
import {
  isEntryId,
  isFindingId,
  isInstant,
  isProposalId,
  isSourceId,
  isSubjectId,
  isDigest,
  origins,
  type Change,
  type Proposal,
} from '../../model/index.ts';

/** Bounded schemas that turn outside JSON (a request, a blob, a file) into the model's values, or say where it is wrong. */

const key = z.string().min(1).max(4096);
const text = z.string().max(4096);
export const instantSchema = z
  .string()
  .max(30)
  .refine(isInstant, 'expected a moment like 2026-01-31T12:00:00.000Z');
export const sourceIdSchema = z
  .string()
  .max(40)
  .refine(isSourceId, 'expected a source name: lower-case letters, digits and dashes');
export const findingIdSchema = z.string().max(60).refine(isFindingId, 'expected a finding id (fnd_…)');
export const proposalIdSchema = z.string().max(60).refine(isProposalId, 'expected a proposal id (prp_…)');
export const subjectIdSchema = z.string().max(60).refine(isSubjectId, 'expected a subject id (psn_…)');
export const entryIdSchema = z.string().max(60).refine(isEntryId, 'expected an entry id (ent_…)');
export const digestSchema = z.string().max(64).refine(isDigest, 'expected 64 hex characters');
const internal = z.literal('countersign');
const ownerRole = z.enum(['owner', 'sponsor']);

export const changeSchema: z.ZodType<Change> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('grant.add'),
    source: sourceIdSchema,
    subjectKey: key,
    entitlementKey: key,
    grantable: z.boolean(),
    until: instantSchema.nullable(),
  }),
  z.strictObject({
    type: z.literal('grant.remove'),
    source: sourceIdSchema,
    subjectKey: key,
    entitlementKey: key,
  }),
  z.strictObject({
    type: z.literal('membership.add'),
    source: sourceIdSchema,
    memberKey: key,
    groupKey: key,
    until: instantSchema.nullable(),
  }),
  z.strictObject({
    type: z.literal('membership.remove'),
    source: sourceIdSchema,
    memberKey: key,
    groupKey: key,
  }),
  z.strictObject({ type: z.literal('account.disable'), source: sourceIdSchema, accountKey: key }),
  z.strictObject({ type: z.literal('account.enable'), source: sourceIdSchema, accountKey: key }),
  z.strictObject({
    type: z.literal('account.create'),
    source: sourceIdSchema,
    accountKey: key,
    validUntil: instantSchema,
  }),
  z.strictObject({ type: z.literal('account.drop'), source: sourceIdSchema, accountKey: key }),
  z.strictObject({
    type: z.literal('owner.assign'),
    source: internal,
    accountSource: sourceIdSchema,
    accountKey: key,
    role: ownerRole,
    personSource: sourceIdSchema,
    personKey: key,
  }),
  z.strictObject({
    type: z.literal('owner.clear'),
    source: internal,
    accountSource: sourceIdSchema,
    accountKey: key,
    role: ownerRole,
  }),
  z.strictObject({
    type: z.literal('risk.accept'),
    source: internal,
    findingId: findingIdSchema,
    reason: text.min(1),
    until: instantSchema,
  }),
  z.strictObject({ type: z.literal('risk.reopen'), source: internal, findingId: findingIdSchema }),
]);

export const targetStateSchema = z.record(
  z.string().max(100),
  z.union([z.string().max(4096), z.number(), z.boolean(), z.null(), z.array(z.string().max(4096)).max(1000)]),
);

export const factSchema = z.strictObject({
  id: z.string().max(8192),
  subject: z.string().max(4096),
  predicate: z.string().max(200),
  value: z
    .union([
      z.string().max(65_536),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.string().max(4096)).max(10_000),
    ])
    .exactOptional(),
  source: z.union([sourceIdSchema, internal]),
  observedAt: instantSchema,
});

export const evidenceSchema = z.strictObject({
  facts: z.array(factSchema).max(10_000),
  material: z.array(z.string().max(8192)).max(10_000),
});

export const proposedChangeSchema = z.strictObject({
  change: changeSchema,
  precondition: targetStateSchema,
  expected: targetStateSchema,
  inverse: changeSchema.nullable(),
  irreversibleBecause: text.exactOptional(),
});

const proposalSchema = z.strictObject({
  id: proposalIdSchema,
  origin: z.enum(origins),
  draftedBy: z.string().max(200),
  title: text,
  reason: text,
  findings: z.array(findingIdSchema).max(1000),
  changes: z.array(proposedChangeSchema).min(1).max(1000),
  evidence: evidenceSchema,
  endsAt: instantSchema.nullable(),
  createdAt: instantSchema,
  requester: subjectIdSchema.exactOptional(),
  filer: subjectIdSchema.exactOptional(),
});

/** The exact content of a proposal's blob → Proposal; throws (ZodError, SyntaxError) when it is not one. */
export function readProposal(content: string): Proposal {
  return proposalSchema.parse(JSON.parse(content));
}
