import { z } from 'zod';
import { bundleIdSchema, bundleGiftSchema } from '../../platform/wire/proposal.ts';
import { route } from '../route.ts';
import { instantSchema } from './shared.ts';

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
  whatIf: route({
    name: 'bundles.what-if',
    method: 'POST',
    path: '/v1/bundles/:bundle/what-if',
    tag,
    summary: 'What another content of a bundle would change, and for how many people.',
    permission: 'view',
    changesNothing: true,
    codes: [],
    params: z.strictObject({ bundle: bundleIdSchema }),
    body: z.strictObject({ content: z.array(bundleGiftSchema).max(200) }),
    output: z.strictObject({
      ...byRules,
      adds: z.array(bundleGiftSchema),
      drops: z.array(bundleGiftSchema),
      stays: z.int(),
    }),
    run: ({ app }, input) => app.bundles.whatIf(input),
  }),
};
