import { z } from 'zod';
import { estateWhatIfSchema } from '../../platform/wire/estate-what-if.ts';
import { changeSchema, digestSchema, proposalIdSchema } from '../../platform/wire/proposal.ts';
import { route } from '../route.ts';
import { entryIdSchema, instantSchema } from './shared.ts';

const tag = 'what-if';

const days = z
  .int()
  .min(1)
  .max(400)
  .meta({ description: 'Requests, decisions and use of so many days; 90 when absent.' });
const asked = z.strictObject({
  changes: z.array(changeSchema).min(1).max(50).exactOptional(),
  named: z
    .strictObject({
      how: z.enum(['give', 'take', 'disable']),
      who: z.string().min(1).max(400),
      what: z.string().min(1).max(4096).exactOptional(),
    })
    .exactOptional()
    .meta({ description: 'Instead of `changes`: one as people say it, by names.' }),
  days: days.exactOptional(),
});
const found = estateWhatIfSchema;
const stale = z
  .array(z.string())
  .meta({ description: 'Inputs that have changed since; it is made again before anybody signs.' });

export const whatIfs = {
  suppose: route({
    name: 'whatif.suppose',
    method: 'POST',
    path: '/v1/what-if/suppose',
    tag,
    summary:
      'What these changes would come to, if they were carried out and nothing else happened. Keeps nothing.',
    permission: 'view',
    changesNothing: true,
    codes: ['usage', 'not_found', 'in_progress', 'interrupted'],
    body: asked,
    output: z.strictObject({ found }),
    run: ({ app }, input) => app.whatIfs.suppose(input),
  }),
  make: route({
    name: 'whatif.make',
    method: 'POST',
    path: '/v1/what-if',
    tag,
    summary:
      'The same, recorded in the ledger: a case filed with exactly these changes has it among what is signed. It permits nothing.',
    permission: 'sign',
    codes: ['usage', 'not_found', 'in_progress', 'interrupted'],
    body: asked,
    output: z.strictObject({
      entry: entryIdSchema,
      result: digestSchema,
      lines: z.array(z.string()).meta({ description: 'What signatures rest on.' }),
      madeAt: instantSchema,
      found,
    }),
    run: ({ app }, input) => app.whatIfs.make(input),
  }),
  show: route({
    name: 'whatif.show',
    method: 'GET',
    path: '/v1/what-if/:entry',
    tag,
    summary: 'A what-if that was recorded, whole.',
    permission: 'view',
    codes: ['not_found', 'ledger_invalid'],
    params: z.strictObject({ entry: entryIdSchema }),
    output: z.strictObject({
      entry: entryIdSchema,
      result: digestSchema,
      lines: z.array(z.string()),
      madeAt: instantSchema,
      stale,
      found,
    }),
    run: ({ app }, input) => app.whatIfs.show(input.entry),
  }),
  ofCase: route({
    name: 'whatif.of-case',
    method: 'GET',
    path: '/v1/proposals/:proposal/what-if',
    tag,
    summary: 'What a case would come to: the what-if that its signatures rest on, or one worked out now.',
    permission: 'view',
    codes: ['not_found', 'ledger_invalid', 'in_progress', 'interrupted'],
    params: z.strictObject({ proposal: proposalIdSchema }),
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(400).exactOptional() }),
    output: z.strictObject({
      kept: z
        .strictObject({ entry: entryIdSchema, madeAt: instantSchema })
        .nullable()
        .meta({ description: 'Null: worked out now, and not among what is signed.' }),
      stale,
      found,
    }),
    run: ({ app }, input) => app.whatIfs.ofCase(input),
  }),
  ofDuties: route({
    name: 'whatif.of-duties',
    method: 'POST',
    path: '/v1/what-if/duties',
    tag,
    summary:
      'What other rules about duties would find, and which requests they would have held. Keeps nothing.',
    permission: 'view',
    changesNothing: true,
    codes: ['input_invalid', 'input_too_large', 'in_progress'],
    mostBodyBytes: 4 << 20,
    body: z.strictObject({ text: z.string().min(1).max(4_000_000), days: days.exactOptional() }),
    output: z.strictObject({ found }),
    run: ({ app }, input) => app.whatIfs.ofDuties(input),
  }),
};
