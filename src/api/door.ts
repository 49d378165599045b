import type { FastifyRequest } from 'fastify';
import { done, refuse, type Result } from '../model/index.ts';
import type { Caller } from './caller.ts';
import type { RouteHead } from './route.ts';

/**
 * Who comes in at a listener, asked before the body of a request is read. `authenticate` says who asks, `authorise`
 * whether they may use this route; a refusal is the answer. Public routes pass neither.
 */
export interface Door {
  authenticate(request: FastifyRequest): Promise<Result<Caller>>;
  authorise(caller: Caller, route: RouteHead<string>): Promise<Result<Caller>>;
}

/** The socket's: its 0700 folder let in whoever is here. */
export const socketDoor: Door = {
  authenticate: () => Promise.resolve(done({ kind: 'socket' })),
  authorise: (caller) => Promise.resolve(done(caller)),
};

/** Nobody comes in: the TCP listener's until there are sessions and tokens. */
export const closedDoor: Door = {
  authenticate: () =>
    Promise.resolve(
      refuse(
        'unauthenticated',
        'Nobody can sign in over the network yet.',
        'Use the `countersign` command on the machine where it runs.',
      ),
    ),
  authorise: () => Promise.resolve(refuse('not_permitted', 'Nobody may use this.')),
};
