import { z } from 'zod';
import {
  isEntryId,
  isFindingId,
  isInstant,
  isMandateId,
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
/** `pattern` says to other programs what the guard checks; `id` is the schema's name in docs/openapi.json. */
const guarded = <T extends string>(
  guard: (text: string) => text is T,
  most: number,
  expected: string,
  about: { readonly id: string; readonly pattern: string; readonly examples: readonly string[] },
) =>
  z
    .string()
    .max(most)
    .refine(guard, `expected ${expected}`)
    .meta({ ...about, examples: [...about.examples], description: capital(expected) });
const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
const idPattern = (prefix: string): string => `^${prefix}_[0-9a-z]{8,40}$`;

export const instantSchema = guarded(isInstant, 30, 'a moment like 2026-01-31T12:00:00.000Z', {
  id: 'Instant',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  examples: ['2026-01-31T12:00:00.000Z'],
});
export const sourceIdSchema = guarded(
  isSourceId,
  40,
  'a source name: lower-case letters, digits and dashes',
  { id: 'SourceId', pattern: '^[a-z][a-z0-9-]{0,39}$', examples: ['acme-aws'] },
);
export const findingIdSchema = guarded(isFindingId, 60, 'a finding id (fnd_…)', {
  id: 'FindingId',
  pattern: idPattern('fnd'),
  examples: ['fnd_0f3k9q2m7x4c1v8b'],
});
export const proposalIdSchema = guarded(isProposalId, 60, 'a proposal id (prp_…)', {
  id: 'ProposalId',
  pattern: idPattern('prp'),
  examples: ['prp_5d8w2j6t0z4h9n3r'],
});
export const subjectIdSchema = guarded(isSubjectId, 60, 'a subject id (psn_…)', {
  id: 'SubjectId',
  pattern: idPattern('(psn|agt|prc)'),
  examples: ['psn_7r1e5y9u3i6o0p2a'],
});
export const mandateIdSchema = guarded(isMandateId, 60, 'a mandate id (mnd_…)', {
  id: 'MandateId',
  pattern: idPattern('mnd'),
  examples: ['mnd_2c6v0b4n8m1q5w9e'],
});
export const entryIdSchema = guarded(isEntryId, 60, 'an entry id (ent_…)', {
  id: 'EntryId',
  pattern: idPattern('ent'),
  examples: ['ent_4s8d2f6g0h3j7k1l'],
});
export const digestSchema = guarded(isDigest, 64, '64 hex characters', {
  id: 'Digest',
  pattern: '^[0-9a-f]{64}$',
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
});
const internal = z.literal('countersign');
const ownerRole = z.enum(['owner', 'sponsor']);

export const bundleIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,79}$/);
export const bundleGiftSchema = z.strictObject({
  is: z.enum(['group', 'entitlement']),
  source: sourceIdSchema,
  key,
});

export const changeSchema: z.ZodType<Change> = z
  .discriminatedUnion('type', [
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
    z.strictObject({
      type: z.literal('account.drop'),
      source: sourceIdSchema,
      accountKey: key,
      watchedSeconds: z
        .number()
        .int()
        .min(1)
        .max(90 * 86_400)
        .exactOptional()
        .meta({
          description:
            'It follows `account.disable` of the same account in the same plan, and only that long after it.',
        }),
    }),
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
    z.strictObject({
      type: z.literal('bundle.define'),
      source: internal,
      bundle: bundleIdSchema,
      title: z.string().min(1).max(200),
      why: z.string().min(1).max(1000),
      ownerSource: sourceIdSchema,
      ownerKey: key,
      content: z.array(bundleGiftSchema).min(1).max(200),
    }),
    z.strictObject({ type: z.literal('bundle.retire'), source: internal, bundle: bundleIdSchema }),
  ])
  .meta({ id: 'Change', description: 'One typed change; docs/how-to/propose.md explains each type.' });

export const targetStateSchema = z
  .record(
    z.string().max(100),
    z.union([
      z.string().max(4096),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.string().max(4096)).max(1000),
    ]),
  )
  .meta({ id: 'TargetState', description: 'The one thing a change touches, as the target tells it.' });

export const factSchema = z
  .strictObject({
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
  })
  .meta({ id: 'Fact', description: 'The smallest thing that can be cited.' });

export const evidenceSchema = z
  .strictObject({
    facts: z.array(factSchema).max(10_000),
    material: z.array(z.string().max(8192)).max(10_000),
  })
  .meta({ id: 'Evidence', description: '`material` names the facts that a decision rests on.' });

export const proposedChangeSchema = z
  .strictObject({
    change: changeSchema,
    precondition: targetStateSchema,
    expected: targetStateSchema,
    inverse: changeSchema.nullable(),
    irreversibleBecause: text.exactOptional(),
  })
  .meta({ id: 'ProposedChange' });

export const proposalSchema = z
  .strictObject({
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
    mandate: mandateIdSchema.exactOptional(),
  })
  .meta({ id: 'Proposal' });

/** The exact content of a proposal's blob → Proposal; throws (ZodError, SyntaxError) when it is not one. */
export function readProposal(content: string): Proposal {
  return proposalSchema.parse(JSON.parse(content));
}

/** The same for content that somebody may have made up; undefined: it is no proposal that this version reads. */
export function proposalIn(content: string): Proposal | undefined {
  try {
    return proposalSchema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}
