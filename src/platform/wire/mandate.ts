import { z } from 'zod';
import {
  mandateKinds,
  mandateTriggers,
  type ChangeShape,
  type Condition,
  type MandateEndItem,
  type MandateItem,
  type MandateTerms,
} from '../../model/index.ts';
import { instantSchema, mandateIdSchema, sourceIdSchema } from './proposal.ts';

const key = z.string().min(1).max(4096);
const word = z.string().min(1).max(200);

const conditionSchema: z.ZodType<Condition> = z.union([
  z.strictObject({
    fact: z.string().min(1).max(60),
    is: z.enum(['one of', 'none of']),
    values: z.array(word).min(1).max(200),
  }),
  z.strictObject({
    fact: z.string().min(1).max(60),
    is: z.enum(['at least', 'at most']),
    number: z.number().int().min(-1_000_000).max(1_000_000),
  }),
]);

const shapeSchema: z.ZodType<ChangeShape> = z.strictObject({
  type: z.enum([
    'grant.add',
    'grant.remove',
    'membership.add',
    'membership.remove',
    'account.disable',
    'account.enable',
    'account.create',
    'account.drop',
    'owner.assign',
    'owner.clear',
    'risk.accept',
    'risk.reopen',
  ]),
  source: sourceIdSchema.exactOptional(),
  entitlementKey: key.exactOptional(),
  groupKey: key.exactOptional(),
});

/** The terms of a mandate, bounded; whether they may be signed is `refuseTerms`' question. */
export const mandateTermsSchema: z.ZodType<MandateTerms> = z
  .strictObject({
    kind: z.enum(mandateKinds),
    title: z.string().min(1).max(200),
    reason: z.string().min(1).max(2000),
    does: z.array(shapeSchema).min(1).max(40),
    when: z.array(conditionSchema).min(1).max(20),
    scope: z.strictObject({
      sources: z.array(sourceIdSchema).min(1).max(20),
      about: z.string().min(1).max(80).nullable(),
    }),
    triggers: z.array(z.enum(mandateTriggers)).min(1).max(3),
    perDay: z.number().int().min(1).max(500),
    inAll: z.number().int().min(1).max(5000),
    from: instantSchema,
    until: instantSchema,
    noticeHours: z.number().int().min(0).max(720),
    watchDays: z.number().int().min(0).max(30),
  })
  .meta({ id: 'MandateTerms' });

export const mandateItemSchema: z.ZodType<MandateItem> = z.strictObject({
  mandate: mandateIdSchema,
  terms: mandateTermsSchema,
});

export const mandateEndItemSchema: z.ZodType<MandateEndItem> = z.strictObject({
  mandate: mandateIdSchema,
  reason: z.string().min(1).max(2000),
});
