import type { FastifyReply, FastifyRequest } from 'fastify';

const names = { session: 'countersign', flow: 'countersign-flow' } as const;
/** Only what finishes a sign-in is sent the secret of one that was begun at an identity provider. */
const paths = { session: '/', flow: '/v1/session/provider' } as const;
type Kind = keyof typeof names;

/** The secret in a request's cookie, whatever else its header holds. Two cookies of our name are none: one is planted. */
export function secretIn(request: FastifyRequest, kind: Kind): string | undefined {
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${names[kind]}=`))
    .map((part) => part.slice(names[kind].length + 1));
  return found.length === 1 ? found[0] : undefined;
}

export const sessionSecret = (request: FastifyRequest): string | undefined => secretIn(request, 'session');

const attributes = (kind: Kind, secure: boolean): string =>
  `HttpOnly; SameSite=Strict; Path=${paths[kind]}${secure ? '; Secure' : ''}`;

/** Sets the cookie: out of scripts' reach, never sent from another site, gone with the browser. */
export function keepSession(reply: FastifyReply, secret: string, secure: boolean): void {
  reply.header('set-cookie', `${names.session}=${secret}; ${attributes('session', secure)}`);
}

export function forgetSession(reply: FastifyReply, secure: boolean): void {
  reply.header('set-cookie', `${names.session}=; Max-Age=0; ${attributes('session', secure)}`);
}

/** The same for a sign-in that was begun; it is gone when it cannot be finished any more. */
export function keepFlow(reply: FastifyReply, secret: string, seconds: number, secure: boolean): void {
  reply.header('set-cookie', `${names.flow}=${secret}; Max-Age=${seconds}; ${attributes('flow', secure)}`);
}

export function forgetFlow(reply: FastifyReply, secure: boolean): void {
  reply.header('set-cookie', `${names.flow}=; Max-Age=0; ${attributes('flow', secure)}`);
}
