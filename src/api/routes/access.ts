import { z } from 'zod';
import { paged, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { estateRef, gap, instantSchema, name, sourceIdSchema } from './shared.ts';

const tag = 'access';

const edge = z
  .strictObject({ how: z.enum(['membership', 'grant', 'power']), because: estateRef, to: estateRef })
  .meta({ id: 'PathEdge', description: 'The row that says so, and where it leads.' });
const path = z.array(edge).meta({ description: 'From the account to the right.' });
const next = z.string().nullable().meta({
  description:
    'The cursor of the next page, of the same version whatever was read since; null: there is none.',
});
const frame = {
  total: z.int().meta({ description: 'How many there are, over all pages.' }),
  truncated: z.boolean().meta({ description: 'There are more after those told.' }),
  next,
  notRead: z.array(gap),
  version: z
    .strictObject({
      reads: z.array(z.strictObject({ source: sourceIdSchema, sourceNo: z.int(), read: z.int() })),
    })
    .meta({ description: 'The reads that the answer rests on.' }),
};
/** `yes`, or `depends` with everything that may turn it into a no. */
const verdicts = <T extends z.ZodRawShape>(shape: T) =>
  z.discriminatedUnion('verdict', [
    z.strictObject({ verdict: z.literal('yes'), ...shape }),
    z.strictObject({ verdict: z.literal('depends'), dependsOn: z.array(z.string()), ...shape }),
  ]);

const holder = verdicts({ account: estateRef, path }).meta({ id: 'Holder' });
export const right = verdicts({ entitlement: estateRef.exactOptional(), path }).meta({
  id: 'Right',
  description: 'Without an entitlement: a power, which is a right on everything of its source.',
});
const when = {
  at: instantSchema.exactOptional(),
  ...pageQuery({ sorts: ['reach'], most: 10_000, usual: 1000 }),
};
const keyset = z.strictObject({ read: z.int().min(0), told: z.int().min(0) });

export const access = {
  whoCan: route({
    name: 'access.who-can',
    method: 'GET',
    path: '/v1/who-can',
    tag,
    summary: 'Who can do this, and by which path.',
    permission: 'view',
    query: z.strictObject({ action: name, resource: name, ...when }),
    output: z.strictObject({ ...frame, holders: z.array(holder) }),
    run: ({ app }, input) => paged(keyset, input, (after) => app.access.whoCan({ ...input, ...after })),
  }),
  whatCan: route({
    name: 'access.what-can',
    method: 'GET',
    path: '/v1/what-can',
    tag,
    summary: 'What this identity can do.',
    description: '`identity` is its key or name, or `SOURCE/KEY` where several sources have it.',
    permission: 'view',
    codes: ['not_found', 'usage'],
    query: z.strictObject({ identity: name, ...when }),
    output: z.strictObject({ ...frame, identity: estateRef, rights: z.array(right) }),
    run: ({ app }, input) => paged(keyset, input, (after) => app.access.whatCan({ ...input, ...after })),
  }),
};
