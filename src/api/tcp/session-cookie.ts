import type { FastifyReply, FastifyRequest } from 'fastify';

const name = 'countersign';

/** The secret in a request's cookie, whatever else its header holds. Two cookies of our name are none: one is planted. */
export function sessionSecret(request: FastifyRequest): string | undefined {
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  return found.length === 1 ? found[0] : undefined;
}

const attributes = (secure: boolean): string =>
  `HttpOnly; SameSite=Strict; Path=/${secure ? '; Secure' : ''}`;

/** Sets the cookie: out of scripts' reach, never sent from another site, gone with the browser. */
export function keepSession(reply: FastifyReply, secret: string, secure: boolean): void {
  reply.header('set-cookie', `${name}=${secret}; ${attributes(secure)}`);
}

export function forgetSession(reply: FastifyReply, secure: boolean): void {
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes(secure)}`);
}
