import { z } from 'zod';
import { bases, identityKinds } from '../../model/index.ts';
import { paged, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { estateRef, gap, instantSchema, limit, name, sourceIdSchema } from './shared.ts';

const tag = 'access';

const edge = z
  .strictObject({
    how: z.enum(['membership', 'grant', 'power']),
    because: estateRef,
    to: estateRef,
    basis: z.enum(bases),
  })
  .meta({ id: 'PathEdge', description: 'The row that says so, where it leads, and why that row is there.' });
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

const basis = z.enum(bases).meta({
  description:
    'Why it is held. `approved`: by a decision here. `inherited`: through a membership, see each step. `unaccounted`: nobody here approved it.',
});

const decidedBy = z
  .array(z.string())
  .meta({ description: 'Where the policies of the source were evaluated: the statements that decide.' });

const way = { path, basis, decidedBy: decidedBy.exactOptional() };
const holder = verdicts({ account: estateRef, ...way }).meta({ id: 'Holder' });
const outsider = verdicts({
  subject: estateRef,
  standsFor: z.enum(['anyone', 'everyone', 'outside']).meta({
    description:
      '`anyone`: without signing in. `everyone`: whoever can sign in to the source. `outside`: named, and described nowhere that was read.',
  }),
  ...way,
}).meta({ id: 'Outsider' });
const rightShape = {
  entitlement: estateRef.exactOptional(),
  path,
  basis,
  decidedBy: decidedBy.exactOptional(),
};
export const right = verdicts(rightShape).meta({
  id: 'Right',
  description: 'Without an entitlement: a power, which is a right on everything of its source.',
});
const rightOfAccount = verdicts({
  account: estateRef,
  ...rightShape,
  means: z
    .array(z.string())
    .exactOptional()
    .meta({ description: 'What the right allows that its words do not say, where it leads to more.' }),
}).meta({
  id: 'RightOfAccount',
  description: 'A right, and the account of the identity that holds it.',
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
    output: z.strictObject({
      ...frame,
      holders: z.array(holder),
      outsiders: z.strictObject({ total: z.int(), told: z.array(outsider) }).meta({
        description:
          'Who else can: whoever there is, and whom a source names and does not describe. On every page; none of them is among the holders or counted with them. At most a hundred are told.',
      }),
      denied: z
        .strictObject({
          total: z.int(),
          told: z.array(z.strictObject({ account: estateRef, decidedBy })),
        })
        .meta({
          description:
            'Accounts that cannot although a policy of their own allows it, where policies were evaluated. At most a hundred are told.',
        }),
      open: z
        .strictObject({
          total: z.int(),
          told: z.array(z.strictObject({ account: estateRef, dependsOn: z.array(z.string()) })),
        })
        .meta({
          description:
            'Accounts to which nothing that was read gives it, and something that was not read could. At most a hundred are told; none of them is among the holders.',
        }),
      alike: z.array(z.string()).exactOptional().meta({
        description:
          'There where no source that was read knows the resource, so that nobody is shown: a few resources that are called alike.',
      }),
    }),
    run: ({ app }, input) => paged(keyset, input, (after) => app.access.whoCan({ ...input, ...after })),
  }),
  can: route({
    name: 'access.can',
    method: 'GET',
    path: '/v1/can',
    tag,
    summary: 'Whether this identity can do this, and by which path.',
    description:
      '`identity` as for `/v1/what-can`; of a person: by any of their accounts. A resource with wildcards is any of what it names. `no` is as far as was read, see `notRead`. A resource that no source knows is not found.',
    permission: 'view',
    codes: ['not_found', 'usage'],
    query: z.strictObject({
      identity: name,
      action: name,
      resource: name,
      at: instantSchema.exactOptional(),
    }),
    output: z.strictObject({
      identity: estateRef,
      account: estateRef.meta({
        description: 'The account that the answer is of: one that can, if any can.',
      }),
      answer: z.discriminatedUnion('verdict', [
        z.strictObject({ verdict: z.literal('yes'), ...way }),
        z.strictObject({ verdict: z.literal('depends'), dependsOn: z.array(z.string()), ...way }),
        z.strictObject({
          verdict: z.literal('no'),
          because: z.string(),
          decidedBy: decidedBy.exactOptional(),
        }),
      ]),
      notRead: frame.notRead,
      version: frame.version,
    }),
    run: ({ app }, input) => app.access.can(input),
  }),
  whatCan: route({
    name: 'access.what-can',
    method: 'GET',
    path: '/v1/what-can',
    tag,
    summary: 'What this identity can do.',
    description:
      '`identity` is its key or name, `SOURCE/KEY` where several sources have it, or its reference (`idn_…`). Of a person (by name, key or e-mail address too, where no account or group is called so): by all their accounts.',
    permission: 'view',
    codes: ['not_found', 'usage'],
    query: z.strictObject({ identity: name, ...when }),
    output: z.strictObject({ ...frame, identity: estateRef, rights: z.array(rightOfAccount) }),
    run: ({ app }, input) => paged(keyset, input, (after) => app.access.whatCan({ ...input, ...after })),
  }),
  whatOn: route({
    name: 'access.what-on',
    method: 'GET',
    path: '/v1/what-can/resources',
    tag,
    summary: 'On which resources this identity can do this.',
    description:
      '`identity` as for `/v1/what-can`. Of the resources that its source knows: exactly those of which `/v1/can` answers yes or depends, in the order of their keys. `on`: only those that this pattern names.',
    permission: 'view',
    codes: ['not_found', 'usage', 'input_too_large'],
    query: z.strictObject({ identity: name, action: name, on: name.exactOptional(), ...when }),
    output: z.strictObject({
      ...frame,
      identity: estateRef,
      resources: z.array(
        verdicts({ resource: estateRef, account: estateRef, ...way }).meta({ id: 'OnResource' }),
      ),
      open: z
        .strictObject({
          total: z.int(),
          told: z.array(
            z.strictObject({ resource: estateRef, account: estateRef, dependsOn: z.array(z.string()) }),
          ),
        })
        .meta({
          description:
            'Resources on which nothing that was read gives it, and something that was not read could. At most a hundred are told.',
        }),
    }),
    run: ({ app }, input) => paged(keyset, input, (after) => app.access.whatOn({ ...input, ...after })),
  }),
  suggest: route({
    name: 'access.suggest',
    method: 'GET',
    path: '/v1/access/suggest',
    tag,
    summary: 'What a question can be about, by part of a name.',
    description: 'With `resource`: the actions that any right on it names, and nothing else.',
    permission: 'view',
    query: z.strictObject({
      text: z.string().max(200).default(''),
      resource: name.exactOptional(),
      limit: limit(50, 10),
    }),
    output: z.strictObject({
      resources: z.array(z.strictObject({ source: z.string(), key: z.string(), name: z.string() })),
      actions: z.array(z.string()),
      identities: z.array(
        z.strictObject({
          ref: z.string(),
          entity: z.enum(['person', 'account']),
          source: z.string(),
          key: z.string(),
          name: z.string(),
          kind: z.enum([...identityKinds, 'unknown']),
        }),
      ),
      isCut: z.boolean().meta({ description: 'There are more, or not everything was looked through.' }),
    }),
    run: ({ app }, input) => app.access.suggest(input),
  }),
};
