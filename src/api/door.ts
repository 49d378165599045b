import type { FastifyReply, FastifyRequest } from 'fastify';
import { done, type Result } from '../model/index.ts';
import type { Caller } from './caller.ts';
import type { RouteHead } from './route.ts';

/**
 * Who comes in at a listener, asked before the body of a request is read. `authenticate` says who asks (anonymous where
 * nobody says who they are), `authorise` whether they may use this route; a refusal is the answer. The reply is for the
 * headers that go with a session, never for an answer.
 */
export interface Door {
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Result<Caller>>;
  authorise(caller: Caller, route: RouteHead<string>): Promise<Result<Caller>>;
  /** Whether somebody who was let in may still be here: for streams that stay open. Renews nothing. */
  stillIn(caller: Caller, route: RouteHead<string>): Promise<Result<Caller>>;
}

/** The socket's: its 0700 folder let in whoever is here. */
export const socketDoor: Door = {
  authenticate: () => Promise.resolve(done({ kind: 'socket' })),
  authorise: (caller) => Promise.resolve(done(caller)),
  stillIn: (caller) => Promise.resolve(done(caller)),
};
