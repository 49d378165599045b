import { z } from 'zod';
import { severities } from '../../model/index.ts';
import { route } from '../route.ts';
import { estateRef, id, instantSchema, limit, sourceIdSchema } from './shared.ts';

const tag = 'duties';

const duty = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    any: z.array(z.strictObject({ action: z.string(), on: z.string() })),
  })
  .meta({ id: 'Duty', description: 'Whoever can do any of these has the duty.' });
const exceptionShape = { until: instantSchema, owner: z.string(), because: z.string() };
const held = z
  .strictObject({
    duty: z.string(),
    right: z.string(),
    account: estateRef,
    path: z.array(estateRef).meta({ description: 'From the account to the right.' }),
    dependsOn: z.array(z.string()),
  })
  .meta({ id: 'DutyHeld', description: 'How an identity comes to have a duty.' });
const conflict = z
  .strictObject({
    rule: z.string(),
    identity: estateRef.meta({
      description: 'A person with all accounts, or an account of no known person.',
    }),
    isSure: z.boolean(),
    sides: z.tuple([held, held]),
    exception: z.strictObject(exceptionShape).exactOptional(),
  })
  .meta({ id: 'DutyConflict' });
const rule = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    why: z.string(),
    severity: z.enum(severities),
    apart: z.tuple([duty, duty]),
    conflicts: z.int().meta({ description: 'For certain, and for whom nobody answers now.' }),
    excepted: z.int(),
    depends: z.int(),
    administrators: z
      .int()
      .meta({ description: 'Accounts that have both by a right on everything; none of the others.' }),
    exceptions: z.array(z.strictObject({ who: z.string(), ...exceptionShape, isInForce: z.boolean() })),
  })
  .meta({ id: 'DutyRule' });

export const duties = {
  check: route({
    name: 'duties.check',
    method: 'GET',
    path: '/v1/duties',
    tag,
    summary: 'Which duties are to stay apart, and who has two of them, by which paths.',
    permission: 'view',
    codes: ['not_found', 'input_invalid', 'input_too_large'],
    query: z.strictObject({ rule: id.exactOptional(), limit: limit(10_000, 200) }),
    output: z.strictObject({
      rules: z.array(rule),
      total: z.int().meta({ description: 'Of all rules, or of the one asked for.' }),
      truncated: z.boolean(),
      conflicts: z.array(conflict),
      unknown: z.array(z.strictObject({ duty: z.string(), right: z.string() })).meta({
        description: 'Rights of which no source that was read knows the resource: nothing is said of them.',
      }),
      version: z
        .strictObject({
          reads: z.array(z.strictObject({ source: sourceIdSchema, sourceNo: z.int(), read: z.int() })),
        })
        .meta({ description: 'The reads that the answer rests on.' }),
    }),
    run: ({ app }, input) => app.duties.check(input),
  }),
};
