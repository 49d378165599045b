import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../../model/index.ts';

const writes = (request: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(request.method);

/**
 * Refuses a write that a page of another origin made. Browsers say where a request comes from (`Origin`, `Sec-Fetch-Site`);
 * programs say neither, and they bring no cookie that a page could borrow.
 */
export function foreignWrite(request: FastifyRequest): Refusal | undefined {
  if (!writes(request)) return undefined;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const own = `${request.protocol}://${request.host}`;
  const foreign =
    (origin !== undefined && origin !== own) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  return foreign
    ? refuse('not_permitted', 'This request came from a page of another origin.', 'Use the console itself.')
    : undefined;
}

/** Refuses a write in a session that does not bring the session's own token: only the console's page can read it. */
export function withoutCsrf(request: FastifyRequest, csrf: string): Refusal | undefined {
  if (!writes(request)) return undefined;
  const given = request.headers['x-csrf-token'];
  const [a, b] = [Buffer.from(typeof given === 'string' ? given : ''), Buffer.from(csrf)];
  return a.length === b.length && timingSafeEqual(a, b)
    ? undefined
    : refuse(
        'not_permitted',
        'This write did not bring its session’s token.',
        'Reload the page; programs send `x-csrf-token` from `GET /v1/session`.',
      );
}
