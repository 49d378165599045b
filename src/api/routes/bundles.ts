import { z } from 'zod';
import { estateWhatIfSchema } from '../../platform/wire/estate-what-if.ts';
import { bundleIdSchema, bundleGiftSchema, changeSchema } from '../../platform/wire/proposal.ts';
import { personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { estateRef, instantSchema } from './shared.ts';

const tag = 'bundles';

const shape = {
  title: z.string(),
  why: z.string(),
  owner: z.string().meta({ description: 'The person: `SOURCE/KEY`.' }),
  content: z.array(bundleGiftSchema),
  version: z.int(),
  execution: z.string().meta({ description: 'What carried out the decision that made it so.' }),
  since: instantSchema,
};
const byRules = {
  rules: z.array(z.string()).meta({ description: 'Rules about lives that give it.' }),
  people: z.int().meta({ description: 'Whom those rules mean now.' }),
};

export const bundles = {
  list: route({
    name: 'bundles.list',
    method: 'GET',
    path: '/v1/bundles',
    tag,
    summary: 'Bundles of access: whose they are, what they hold, who gets them by which rule.',
    permission: 'view',
    codes: [],
    output: z.strictObject({
      items: z.array(z.strictObject({ id: z.string(), ...shape, ...byRules }).meta({ id: 'Bundle' })),
    }),
    run: ({ app }) => app.bundles.list(),
  }),
  show: route({
    name: 'bundles.show',
    method: 'GET',
    path: '/v1/bundles/:bundle',
    tag,
    summary: 'Everything that a bundle ever was.',
    permission: 'view',
    codes: ['not_found'],
    params: z.strictObject({ bundle: bundleIdSchema }),
    output: z.strictObject({
      id: z.string(),
      versions: z.array(z.strictObject({ ...shape, retired: z.boolean() }).meta({ id: 'BundleVersion' })),
    }),
    run: ({ app }, input) => app.bundles.show(input.bundle),
  }),
  give: route({
    name: 'bundles.give',
    method: 'POST',
    path: '/v1/bundles/:bundle/give',
    tag,
    summary:
      'What giving a bundle to somebody would be: the exact changes that one signed request asks for, and what they have of it. Files nothing.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'usage'],
    params: z.strictObject({ bundle: bundleIdSchema }),
    body: z.strictObject({
      for: z.string().min(1).max(400).exactOptional().meta({ description: 'Absent: for who asks.' }),
      endsAt: instantSchema
        .nullable()
        .exactOptional()
        .meta({ description: 'Absent: half a year; null: without an end.' }),
    }),
    output: z.strictObject({
      identity: estateRef,
      version: z.int(),
      changes: z.array(changeSchema),
      inWords: z.array(z.string()),
      endsAt: instantSchema.nullable(),
      held: z.array(z.string()),
      noAccount: z.array(z.string()).meta({
        description:
          'What of it they cannot be given: they have no account there, or several of which none was named.',
      }),
    }),
    run({ app, caller }, input) {
      const asker = personOfCaller(caller);
      return app.bundles.give({ ...input, ...(asker === undefined ? {} : { asker }) });
    },
  }),
  whatIf: route({
    name: 'bundles.what-if',
    method: 'POST',
    path: '/v1/bundles/:bundle/what-if',
    tag,
    summary: 'What another content of a bundle would change, for how many people, and what that comes to.',
    permission: 'view',
    changesNothing: true,
    codes: ['in_progress', 'interrupted'],
    params: z.strictObject({ bundle: bundleIdSchema }),
    body: z.strictObject({ content: z.array(bundleGiftSchema).max(200) }),
    output: z.strictObject({
      ...byRules,
      adds: z.array(bundleGiftSchema),
      drops: z.array(bundleGiftSchema),
      stays: z.int(),
      found: estateWhatIfSchema,
    }),
    run: ({ app }, input) => app.bundles.whatIf(input),
  }),
};
