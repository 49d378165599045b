import { z } from 'zod';
import { severities } from '../../model/index.ts';
import { changeSchema, instantSchema, proposalIdSchema } from './proposal.ts';

const words = z.array(z.string());
const account = z.strictObject({ source: z.string(), key: z.string(), name: z.string() });
const rightsOf = z.array(
  z.strictObject({
    account,
    rights: words,
    more: z.int().meta({ description: 'Rights that are counted and not told.' }),
  }),
);
const conflict = z.strictObject({
  rule: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  identity: account,
  duties: z.tuple([z.string(), z.string()]),
  isSure: z.boolean(),
  answeredFor: z
    .strictObject({ until: instantSchema, owner: z.string() })
    .nullable()
    .meta({ description: 'Somebody answers for it until then.' }),
});
const finding = z.strictObject({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  account,
});
const list = <T extends z.ZodType>(of: T) =>
  z.strictObject({ total: z.int(), told: z.array(of).meta({ description: 'The first of them.' }) });

/** What would be otherwise if something were so. Digested, kept, part of what is signed, and never a permission. */
export const estateWhatIfSchema = z
  .strictObject({
    v: z.literal(1),
    about: z.enum(['access', 'bundle', 'duties']),
    says: words.meta({ description: 'What is supposed, in words.' }),
    changes: z
      .array(changeSchema)
      .meta({ description: 'What is supposed; of a bundle or of duties, what it comes to for each holder.' }),
    from: instantSchema.meta({ description: 'Requests, decisions and use of the time since then count.' }),
    until: instantSchema,
    rests: z
      .array(z.strictObject({ source: z.string(), read: z.int() }))
      .meta({ description: 'The reads of the estate that it was worked out on.' }),
    accounts: z.strictObject({
      affected: z.int(),
      leftOut: z.int().meta({ description: 'Accounts beyond the most that are looked at.' }),
    }),
    gained: rightsOf,
    lost: rightsOf,
    breaks: list(
      z.strictObject({
        account,
        right: z.string(),
        count: z.int(),
        last: instantSchema.nullable(),
        acts: words,
      }),
    ).meta({ description: 'What was used in that time and would be gone.' }),
    unusedLost: z
      .int()
      .meta({ description: 'Rights that would be gone and were not used, as far as logs tell.' }),
    unseen: z
      .array(z.strictObject({ account, rights: z.int(), because: z.string() }))
      .meta({ description: 'Rights that would be gone and of whose use nothing can be told.' }),
    duties: z.strictObject({ appear: list(conflict), go: list(conflict), cannotTell: z.string().nullable() }),
    findings: z.strictObject({
      open: list(finding),
      close: list(finding),
      unknown: z.int().meta({ description: 'Conclusions that a rule could not come to.' }),
    }),
    blocked: list(
      z.strictObject({
        proposal: proposalIdSchema,
        title: z.string(),
        state: z.string(),
        because: z.string(),
      }),
    ).meta({ description: 'Requests of that time that would not have kept duties apart.' }),
    earlier: list(
      z.strictObject({
        proposal: proposalIdSchema,
        title: z.string(),
        state: z.string(),
        at: instantSchema,
        is: z.enum(['asked for the same', 'refused the same', 'open about the same']),
      }),
    ).meta({ description: 'Requests and decisions of that time about the same things.' }),
    notSupposed: z.array(z.strictObject({ says: z.string(), because: z.string() })),
  })
  .meta({ id: 'EstateWhatIf' });

export type EstateWhatIf = z.infer<typeof estateWhatIfSchema>;
