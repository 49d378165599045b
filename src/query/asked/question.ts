import { z } from 'zod';

/** What a question can be about. */
export const nouns = [
  'identity',
  'credential',
  'entitlement',
  'grant',
  'resource',
  'path',
  'finding',
  'activity',
  'decision',
  'review_item',
  'reviewer',
  'request',
  'campaign',
] as const;
export type Noun = (typeof nouns)[number];

/** What a condition looks at. A dotted field is of what stands beside the noun: `owner.hr_status`, `resource.environment`. */
export const fields = [
  'name',
  'kind',
  'provenance',
  'employment',
  'status',
  'source',
  'department',
  'application',
  'owner',
  'owner.name',
  'owner.team',
  'owner.hr_status',
  'sponsor',
  'hr_status',
  'hr_record',
  'manager',
  'account.status',
  'account.system',
  'mfa',
  'last_active',
  'last_used',
  'created',
  'joined',
  'left',
  'moved',
  'retains_prior_access',
  'end_date',
  'rotated',
  'expires',
  'exposed',
  'shared_by',
  'type',
  'severity',
  'risk',
  'outlier',
  'privileged',
  'standing',
  'basis',
  'approval',
  'decision',
  'decided',
  'decided_by',
  'reviewed',
  'enforced',
  'overdue',
  'approval_rate',
  'duration',
  'environment',
  'system',
  'data_class',
  'reachable_by',
  'granted_by',
  'holds',
  'owns',
  'member_of',
  'campaign.name',
  'campaign.latest',
  'identity.name',
  'identity.kind',
  'identity.employment',
  'identity.department',
  'resource.name',
  'resource.type',
  'resource.environment',
  'resource.system',
  'resource.data_class',
  'grant.action',
] as const;
export type Field = (typeof fields)[number];

const text = z.string().min(1).max(200);
const value = z.union([text, z.boolean(), z.null(), z.array(text).min(1).max(20).readonly()]);
const days = z.number().positive().max(36_500);
/** A day (`2026-03-01`), a month of the current year (`month:03`), or a named stretch (`last_quarter`). */
const moment = z
  .string()
  .regex(
    /^(\d{4}-\d{2}-\d{2}|month:\d{2}|year:\d{4}|(last|this)_(week|month|quarter|year)|today|yesterday)$/,
  );

const comparison = z.union([
  z.strictObject({ field: z.enum(fields), op: z.literal('is'), value }),
  z.strictObject({ field: z.enum(fields), op: z.enum(['within', 'older_than', 'in_next']), days }),
  z.strictObject({ field: z.enum(fields), op: z.enum(['before', 'after', 'during']), moment }),
  z.strictObject({ field: z.enum(fields), op: z.literal('never') }),
  z.strictObject({
    field: z.enum(fields),
    op: z.enum(['more_than', 'less_than']),
    amount: z.number(),
    unit: z.literal('minutes').exactOptional(),
  }),
]);

/** What one can do: an act, how mighty, and on what; absent members are not asked about. */
export const reach = z.strictObject({
  field: z.literal('can'),
  action: text.exactOptional(),
  privileged: z.literal(true).exactOptional(),
  resource: z
    .strictObject({
      type: text.exactOptional(),
      name: text.exactOptional(),
      environment: text.exactOptional(),
      system: text.exactOptional(),
      data_class: text.exactOptional(),
    })
    .exactOptional(),
});
export type Reach = z.infer<typeof reach>;

const plain = z.union([comparison, reach]);
export const condition = z.union([plain, z.strictObject({ field: z.literal('not'), of: plain })]);
export type Condition = z.infer<typeof condition>;

/** A question in one form, whoever read it out of English. It names things; it holds no right and runs nothing. */
export const question = z.strictObject({
  select: z.enum(nouns),
  /** All of them hold. */
  where: z.array(condition).max(20).readonly(),
  /** Of a path: where it begins and ends. */
  from: z.array(condition).max(5).readonly().exactOptional(),
  to: z.array(condition).max(5).readonly().exactOptional(),
  mode: z.enum(['shortest', 'blast_radius']).exactOptional(),
  include: z
    .array(z.enum(['direct', 'inherited']))
    .readonly()
    .exactOptional(),
  groupBy: text.exactOptional(),
  measure: z.enum(['count', 'percent', 'count:privileged_entitlements']).exactOptional(),
  /** Of `percent`: which of them. */
  of: z.array(condition).max(5).readonly().exactOptional(),
  order: z
    .enum(['risk desc', 'count desc', 'count asc', 'last_used asc', 'created desc', 'age desc'])
    .exactOptional(),
  limit: z.int().min(1).max(1000).exactOptional(),
  returns: z.enum(['approver', 'latest_date']).exactOptional(),
});
export type Question = z.infer<typeof question>;

export const refusals = [
  'action_request',
  'too_vague',
  'secret_values_or_override',
  'out_of_scope',
  'too_long',
] as const;
export type RefusedBecause = (typeof refusals)[number];

/** A word that was not understood, and what may have been meant. */
export interface Unresolved {
  readonly word: string;
  readonly suggestions: readonly string[];
}

export type Understood =
  | { readonly is: 'question'; readonly question: Question }
  /** Nothing is run before these are answered: a word that is dropped makes another question. */
  | { readonly is: 'unclear'; readonly words: readonly Unresolved[]; readonly sofar: Question }
  | { readonly is: 'refused'; readonly because: RefusedBecause };
