import { z } from 'zod';
import { done } from '../../model/index.ts';
import { personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { sessionShown, shown } from './session.ts';
import { id } from './shared.ts';
import { ownedByAPerson, token } from './tokens.ts';

const isCut = z.boolean().meta({ description: 'There are more than are told.' });

/** Other people's sessions and tokens. */
export const administration = {
  sessions: route({
    name: 'administration.sessions',
    method: 'GET',
    path: '/v1/administration/sessions',
    tag: 'session',
    summary: 'Everybody’s open sessions.',
    permission: 'administer',
    output: z.strictObject({ items: z.array(sessionShown), isCut }),
    run: async ({ app, caller }) => {
      const list = await app.signin.everybodysSessions();
      if (!list.ok) return list;
      const current = caller.kind === 'person' ? caller.session.id : '';
      return done({ ...list.value, items: list.value.items.map((each) => shown(each, current)) });
    },
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
    output: z.strictObject({ items: z.array(token), isCut }),
    run: ({ app }) => app.signin.everybodysTokens(),
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
