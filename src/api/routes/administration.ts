import { z } from 'zod';
import { personOfCaller } from '../caller.ts';
import { paged, pageOf } from '../paging.ts';
import { route } from '../route.ts';
import { listPlace, sessionShown, sessionsQuery, sessionsShown } from './session.ts';
import { id, subjectIdSchema } from './shared.ts';
import { ownedByAPerson, token, tokenPlace, tokensAsked, tokensQuery } from './tokens.ts';

/** Other people's sessions and tokens. */
export const administration = {
  sessions: route({
    name: 'administration.sessions',
    method: 'GET',
    path: '/v1/administration/sessions',
    tag: 'session',
    summary: 'Everybody’s open sessions.',
    permission: 'administer',
    query: z.strictObject({ ...sessionsQuery, person: subjectIdSchema.exactOptional() }),
    output: pageOf(sessionShown, {}),
    run: ({ app, caller }, { person, ...input }) =>
      paged(listPlace, { ...input, ...(person === undefined ? {} : { person }) }, async (after) =>
        sessionsShown(await app.signin.sessions({ ...input, ...after, of: person ?? 'everybody' }), caller),
      ),
  }),
  endSession: route({
    name: 'administration.end-session',
    method: 'DELETE',
    path: '/v1/administration/sessions/:id',
    tag: 'session',
    summary: 'End anybody’s session.',
    permission: 'administer',
    codes: ['not_found'],
    params: z.strictObject({ id }),
    output: z.strictObject({ ended: z.string() }),
    run: ({ app }, input) => app.signin.endSession(input),
  }),
  tokens: route({
    name: 'administration.tokens',
    method: 'GET',
    path: '/v1/administration/tokens',
    tag: 'tokens',
    summary: 'Everybody’s API tokens.',
    permission: 'administer',
    query: z.strictObject({ ...tokensQuery, owner: subjectIdSchema.exactOptional() }),
    output: pageOf(token, {}),
    run: ({ app }, { owner, ...input }) =>
      paged(tokenPlace, { ...input, ...(owner === undefined ? {} : { owner }) }, (after) =>
        app.signin.tokens({ ...tokensAsked(input), ...after, of: owner ?? 'everybody' }),
      ),
  }),
  revokeToken: route({
    name: 'administration.revoke-token',
    method: 'DELETE',
    path: '/v1/administration/tokens/:id',
    tag: 'tokens',
    summary: 'Revoke anybody’s API token, on the record.',
    permission: 'administer',
    codes: ['not_found', 'usage'],
    params: z.strictObject({ id }),
    output: z.strictObject({ token }),
    run: async ({ app, caller }, input) => {
      const by = personOfCaller(caller);
      return by === undefined
        ? ownedByAPerson
        : app.signin.endToken({ ...input, by, reason: 'revoked by an administrator' });
    },
  }),
};
