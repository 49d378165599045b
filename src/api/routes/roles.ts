import { z } from 'zod';
import { route } from '../route.ts';
import { estateRef, limit, sourceIdSchema } from './shared.ts';

const tag = 'roles';

const peers = z.enum(['group', 'department', 'title']);
const role = z
  .strictObject({
    name: z.string().meta({ description: 'What its users share, else what it gives.' }),
    users: z.int(),
    permissions: z.int(),
    accounts: z.array(estateRef).meta({ description: 'The first three hundred, by name.' }),
    rights: z.array(estateRef).meta({ description: 'The first two hundred, by name.' }),
    shares: z
      .array(z.strictObject({ by: peers, value: z.string(), within: z.int(), all: z.int() }))
      .meta({ description: 'What its users share: so many of them, of so many who share it.' }),
    includes: z.array(z.int()).meta({
      description:
        'Numbers of the roles, from 0, whose permissions are all among its own, the nearest alone.',
    }),
  })
  .meta({ id: 'SuggestedRole' });

export const roles = {
  suggest: route({
    name: 'roles.suggest',
    method: 'GET',
    path: '/v1/roles/suggested',
    tag,
    summary: 'Roles that would say what the accounts of a source hold, and who stands out among peers.',
    description:
      'Rights for certain of accounts in use, by themselves or through groups. Proposes; changes and files nothing. Up to 20,000 accounts and 200,000 rights held.',
    permission: 'view',
    codes: ['not_found', 'input_too_large'],
    query: z.strictObject({ source: sourceIdSchema, limit: limit(2000, 100) }),
    output: z.strictObject({
      source: sourceIdSchema,
      users: z.int(),
      permissions: z.int(),
      pairs: z.int(),
      edges: z.int().meta({ description: 'Users in roles and permissions in roles.' }),
      isFewest: z.boolean().meta({ description: 'It is proven that no fewer roles give exactly this.' }),
      total: z.int(),
      truncated: z.boolean(),
      roles: z.array(role),
      coverage: z.array(z.strictObject({ share: z.number(), roles: z.int() })),
      outliers: z.strictObject({
        total: z.int(),
        told: z.array(
          z.strictObject({
            is: z.enum(['alone', 'lacks']),
            account: estateRef,
            right: estateRef,
            peers: z.strictObject({ by: peers, value: z.string() }),
            others: z.int(),
          }),
        ),
      }),
      leftOut: z
        .int()
        .meta({ description: 'Held only under conditions or beside denials: in none of the above.' }),
      version: z.strictObject({
        reads: z.array(z.strictObject({ source: sourceIdSchema, sourceNo: z.int(), read: z.int() })),
      }),
    }),
    run: ({ app }, input) => app.roles.suggest(input),
  }),
};
