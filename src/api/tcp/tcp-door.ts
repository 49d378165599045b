import type { FastifyRequest } from 'fastify';
import type { Application } from '../../commands/application.ts';
import { done, refuse, type Result } from '../../model/index.ts';
import type { Caller } from '../caller.ts';
import type { Door } from '../door.ts';
import { foreignWrite, withoutCsrf } from './same-origin.ts';
import { forgetSession, keepSession, sessionSecret } from './session-cookie.ts';

const signInFirst = refuse(
  'unauthenticated',
  'You are not signed in.',
  'Sign in at the console, or send `Authorization: Bearer` with an API token.',
);

/**
 * The network's door: a session's cookie, or an API token, never both. Who they are is looked up anew at each request, and
 * whether they may is policy's answer. Deciding is no permission here: it takes a signature.
 */
export const tcpDoor = (application: Application, secure: boolean): Door => ({
  async authenticate(request, reply) {
    const foreign = foreignWrite(request);
    if (foreign !== undefined) return foreign;
    const bearer = bearerOf(request);
    if (bearer !== undefined) {
      const entrant = await application.signin.entrantOfToken(bearer);
      if (!entrant.ok) return entrant;
      const { caller } = entrant.value;
      return caller?.kind === 'token' ? done({ kind: 'token', who: caller }) : signInFirst;
    }
    const secret = sessionSecret(request);
    if (secret === undefined) return done({ kind: 'anonymous' });
    const entrant = await application.signin.entrantOfSession(secret);
    if (!entrant.ok) {
      forgetSession(reply, secure);
      // an old cookie must not stand in the way of signing in
      return entrant.code === 'unauthenticated' ? done({ kind: 'anonymous' }) : entrant;
    }
    const { caller, session, secret: fresh } = entrant.value;
    if (session === undefined) return signInFirst;
    // also with a refusal: the secret before ends its session in a minute
    if (fresh !== undefined) keepSession(reply, fresh, secure);
    const unproven = withoutCsrf(request, session.csrf);
    if (unproven !== undefined) return unproven;
    const open = { id: session.id, csrf: session.csrf, how: session.how };
    if (caller === null) return done({ kind: 'setup', session: open });
    return caller.kind === 'person' ? done({ kind: 'person', who: caller, session: open }) : signInFirst;
  },

  async authorise(caller, { permission, setupToo }): Promise<Result<Caller>> {
    if (permission === 'public') return done(caller);
    if (permission === 'local')
      return refuse('not_permitted', 'This is only for the machine that Countersign runs on.');
    if (permission === 'setup')
      return caller.kind === 'setup'
        ? done(caller)
        : refuse('not_permitted', 'This is only for setting up a ledger that has no signer yet.');
    if (caller.kind === 'setup' && setupToo === true) return done(caller);
    if (caller.kind !== 'person' && caller.kind !== 'token')
      return caller.kind === 'setup'
        ? refuse('not_permitted', 'Enrol the first signer first.', 'Register a passkey on this page.')
        : signInFirst;
    const allowed = await application.signin.may(caller.who, permission);
    return allowed.ok ? done(caller) : allowed;
  },

  async stillIn(caller, { permission }) {
    if (permission === 'public') return done(caller);
    if (caller.kind !== 'person' && caller.kind !== 'token') return signInFirst;
    if (permission === 'local' || permission === 'setup')
      return refuse('not_permitted', 'This is not followed over the network.');
    const entitled = await application.signin.stillEntitled(
      caller.kind === 'person'
        ? { session: caller.session.id, of: caller.who.person.id }
        : { token: caller.who.token.id, of: caller.who.owner.id },
    );
    if (!entitled.ok) return entitled;
    const allowed = await application.signin.may(entitled.value, permission);
    return allowed.ok ? done(caller) : allowed;
  },
});

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  return header === undefined ? undefined : (/^Bearer ([\w-]{1,200})$/i.exec(header)?.[1] ?? '');
}
