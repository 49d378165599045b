import { z } from 'zod';
import { actClasses, identityKinds, tiers } from '../../model/index.ts';
import { estateWhatIfSchema } from './estate-what-if.ts';
import { digestSchema, entryIdSchema, instantSchema, proposalIdSchema, subjectIdSchema } from './proposal.ts';

const outcome = z.enum(['permit', 'deny', 'requestable']);
const kind = z.enum(['denied', 'more', 'otherwise', 'less', 'permitted']);
const words = z.array(z.string());

const flip = {
  kind,
  from: outcome,
  to: outcome,
  adds: words.meta({ description: 'What people would have to add besides.' }),
  drops: words.meta({ description: 'What they would not have to add any more.' }),
  by: words.meta({ description: 'The policies that make the difference.' }),
};

const group = z.strictObject({
  ...flip,
  action: z.enum([
    'see',
    'infer',
    'suggest',
    'prepare',
    'open_ticket',
    'request',
    'approve',
    'execute',
    'reverse',
    'break_glass',
  ]),
  act: z.enum(actClasses),
  subject: z.enum([...identityKinds, 'governance']),
  tier: z.enum(tiers).nullable(),
  count: z.int(),
  people: z.array(z.strictObject({ id: subjectIdSchema, count: z.int() })),
  others: z.int(),
  examples: z.array(digestSchema),
});

/** What another set of policies would have answered, and would answer now. Digested, signed under, and never a permission. */
export const whatIfSchema = z
  .strictObject({
    v: z.literal(1),
    from: instantSchema,
    until: instantSchema,
    replaces: entryIdSchema,
    before: digestSchema,
    after: digestSchema,
    past: z.strictObject({
      judged: z.int(),
      touched: z.int().meta({ description: 'Those to which a policy that differs could apply.' }),
      unreadable: z.int(),
      erring: z
        .int()
        .meta({ description: 'Where the proposed set errs; while there is one it cannot be signed.' }),
      errors: z.array(z.strictObject({ input: digestSchema, because: z.string() })),
      flipped: z.int(),
      groups: z.array(group),
      groupsLeftOut: z.int(),
      corpus: digestSchema,
    }),
    cases: z.strictObject({
      judged: z.int(),
      leftOut: z.int().meta({ description: 'Open cases beyond the most that are looked up.' }),
      unjudged: z
        .array(z.strictObject({ proposal: proposalIdSchema, because: z.string() }))
        .meta({ description: 'Cases that cannot be looked up as they were filed.' }),
      changed: z.array(
        z.strictObject({
          ...flip,
          proposal: proposalIdSchema,
          title: z.string(),
          isDecided: z.boolean().meta({ description: 'Signed in full, and not carried out yet.' }),
        }),
      ),
    }),
    rules: z
      .strictObject({
        duties: estateWhatIfSchema
          .nullable()
          .meta({ description: 'What other rules about duties would find; null: they stay as they are.' }),
        lives: z
          .strictObject({
            people: z.int(),
            gets: z.int(),
            loses: z.int(),
            told: z.array(
              z.strictObject({ person: z.string(), name: z.string(), gets: words, loses: words }),
            ),
          })
          .nullable()
          .meta({ description: 'Whom other rules about lives would give more or less.' }),
      })
      .exactOptional()
      .meta({
        description: 'There where the set holds other rules about duties or lives than are in effect.',
      }),
  })
  .meta({ id: 'WhatIf' });

export type WhatIf = z.infer<typeof whatIfSchema>;

/** A kept result. Throws when somebody put something else in its place. */
export const readWhatIf = (value: unknown): WhatIf => whatIfSchema.parse(value);
