import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../model/index.ts';
import { problemOf, problemType, refusalOfError } from './problem.ts';

export const sendProblem = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
  const problem = problemOf(refusal);
  return reply.code(problem.status).header('cache-control', 'no-store').type(problemType).send(problem);
};

/**
 * Sends an answer as JSON. What was only read carries a strong ETag, the digest of its very bytes: whoever holds those
 * asks with If-None-Match and is told 304. It may be kept by its reader alone, and is asked about at each use.
 */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, value: unknown): FastifyReply {
  const text = JSON.stringify(value);
  reply.type('application/json; charset=utf-8');
  if (request.method !== 'GET') return reply.header('cache-control', 'no-store').send(text);
  const etag = `"${hash('sha256', text, 'base64url')}"`;
  reply.header('cache-control', 'private, no-cache').header('etag', etag);
  return isHeld(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(text);
}

/** Whether If-None-Match names this tag (RFC 9110, 13.1.2; weak comparison). */
const isHeld = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');

/** What HTTP itself found wrong before a route ran. */
export function refusalOfHttp(error: unknown): Refusal {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return refuse('input_too_large', 'The request is larger than this route takes.');
  if (status === 415)
    return refuse('input_wrong_kind', 'The body is not JSON.', 'Send `content-type: application/json`.');
  if (status >= 400 && status < 500)
    return refuse('input_invalid', 'The request could not be read: its path or its JSON is broken.');
  return refusalOfError(error);
}
