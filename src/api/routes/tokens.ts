import { z } from 'zod';
import { refuse, tokenScopes } from '../../model/index.ts';
import { personOfCaller } from '../caller.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { id, instantSchema, subjectIdSchema } from './shared.ts';

const tag = 'tokens';

export const token = z
  .strictObject({
    id: subjectIdSchema,
    name: z.string(),
    owner: subjectIdSchema,
    scopes: z.array(z.enum(tokenScopes)),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    usedAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Token', description: 'An API token without its secret.' });

/** What lists of tokens are asked for. */
export const tokensQuery = {
  ...pageQuery({ sorts: ['state', 'newest'], most: 500, usual: 100 }),
  state: z.enum(['revoked', 'not_revoked']).exactOptional(),
};
export const tokenPlace = z.strictObject({ isRevoked: z.boolean(), createdAt: instantSchema, id });

export const tokensAsked = ({
  state,
  ...asked
}: {
  readonly state?: 'revoked' | 'not_revoked';
  readonly sort: 'state' | 'newest';
  readonly limit: number;
}) => ({ ...asked, ...(state === undefined ? {} : { revoked: state === 'revoked' }) });

export const ownedByAPerson = refuse(
  'usage',
  'A token is owned by the person who asks for it, so it is asked for in a session.',
  'Sign in at the console and issue it under Settings.',
);

export const tokens = {
  list: route({
    name: 'tokens.list',
    method: 'GET',
    path: '/v1/tokens',
    tag,
    summary: 'Your API tokens.',
    permission: 'manage_own',
    query: z.strictObject(tokensQuery),
    output: pageOf(token, {}),
    run: ({ app, caller }, input) =>
      paged(tokenPlace, input, (after) =>
        app.signin.tokens({ ...tokensAsked(input), ...after, of: personOfCaller(caller) ?? 'everybody' }),
      ),
  }),
  create: route({
    name: 'tokens.create',
    method: 'POST',
    path: '/v1/tokens',
    tag,
    summary: 'Issue an API token to yourself.',
    description:
      'It can do what its scopes say and what you may, whichever is less. No scope signs or administers. It ends within 90 days. A session by an identity provider issues none.',
    tellsOnce: true,
    permission: 'manage_own',
    codes: ['usage', 'not_permitted'],
    body: z.strictObject({
      name: z.string().min(1).max(80),
      scopes: z.array(z.enum(tokenScopes)).min(1).max(tokenScopes.length),
      expiresAt: instantSchema,
    }),
    output: z.strictObject({
      token,
      secret: z.string().meta({ description: 'Told once. What is kept is its hash.' }),
    }),
    run: async ({ app, caller }, input) => {
      const owner = personOfCaller(caller);
      return owner === undefined || caller.kind !== 'person'
        ? ownedByAPerson
        : app.signin.createToken({ ...input, owner, how: caller.session.how });
    },
  }),
  revoke: route({
    name: 'tokens.revoke',
    method: 'DELETE',
    path: '/v1/tokens/:id',
    tag,
    summary: 'Revoke one of your API tokens.',
    permission: 'manage_own',
    codes: ['not_found', 'usage'],
    params: z.strictObject({ id }),
    output: z.strictObject({ token }),
    run: async ({ app, caller }, input) => {
      const by = personOfCaller(caller);
      return by === undefined
        ? ownedByAPerson
        : app.signin.endToken({ ...input, by, of: by, reason: 'revoked by its owner' });
    },
  }),
};
