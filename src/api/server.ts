import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Application } from '../commands/application.ts';
import { Fault, refuse, type Refusal } from '../model/index.ts';
import type { Caller } from './caller.ts';
import type { Door } from './door.ts';
import { openEventStream } from './event-stream.ts';
import { problemOf, problemType, refusalOfError } from './problem.ts';
import type { Context, Route } from './route.ts';

export interface ApiOptions {
  readonly routes: readonly Route[];
  readonly application: Application;
  readonly door: Door;
  /** Where sessions are kept: the browser that a request came from. */
  readonly browserOf?: (request: FastifyRequest, reply: FastifyReply) => Context['browser'];
  /** A bug is logged here with its stack; the caller only learns that it was one. */
  readonly onBug: (error: unknown, route: string) => void;
  /** Holds each answer to its route's output schema; what differs is a bug. For tests and development. */
  readonly checkAnswers: boolean;
}

/** The HTTP face of one listener: every route behind its door, JSON answers, RFC 9457 problems. */
export function createApi(options: ApiOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 4 << 20,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4096 },
    // what the router itself cannot read: no route's handler, and no hook, is reached
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, refusalOfHttp(error)),
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOfHttp(error);
    if (refusal.code === 'internal') options.onBug(error, request.routeOptions.url ?? request.url);
    return sendProblem(reply, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      refuse(
        'not_found',
        `There is no ${request.method} on this path.`,
        'The API reference lists every route: `/api`.',
      ),
    ),
  );
  for (const route of options.routes) mount(app, route, options);
  return app;
}

function mount(app: FastifyInstance, route: Route, options: ApiOptions): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  const { door, browserOf } = options;
  app.route({
    method: route.method,
    url: route.path,
    onRequest: async (request, reply) => {
      const caller = await admit(door, route, request, reply);
      if ('ok' in caller) return sendProblem(reply, caller);
      callers.set(request, caller);
    },
    handler: async (request, reply) => {
      const caller = callers.get(request);
      if (caller === undefined) throw new TypeError('a request got past the door without a caller');
      const gone = new AbortController();
      reply.raw.once('close', () =>
        gone.abort(new Fault('interrupted', 'The caller went away; nothing was half-applied.')),
      );
      const browser = browserOf?.(request, reply);
      const context = {
        app: options.application,
        caller,
        signal: gone.signal,
        ...(browser === undefined ? {} : { browser }),
      };
      const answer = (report: Context['report']) => answerOf(route, { ...context, report }, request, options);
      if (route.isWork === true && acceptsEvents(request)) {
        reply.hijack();
        const stream = openEventStream(reply.raw);
        const answered = await answer((progress) => void stream.offer('progress', progress));
        if (answered.ok) stream.send('result', answered.value);
        else stream.send('problem', problemOf(answered));
        stream.end();
        return reply;
      }
      const answered = await answer(() => undefined);
      if (!answered.ok) return sendProblem(reply, answered);
      return reply.header('cache-control', 'no-store').send(answered.value);
    },
  });
}

async function admit(
  door: Door,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | Refusal> {
  const known = await door.authenticate(request, reply);
  if (!known.ok) return known;
  const allowed = await door.authorise(known.value, route);
  return allowed.ok ? allowed.value : allowed;
}

async function answerOf(
  route: Route,
  context: Context,
  request: FastifyRequest,
  { onBug, checkAnswers }: ApiOptions,
) {
  try {
    const { params, query, body } = request;
    const answered = await route.call(context, { params, query, body });
    if (checkAnswers && answered.ok) route.output.parse(JSON.parse(JSON.stringify(answered.value)));
    return answered;
  } catch (error) {
    if (!(error instanceof Fault)) onBug(error, route.name);
    return refusalOfError(error);
  }
}

const acceptsEvents = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? '').split(',').some((type) => type.trim().startsWith('text/event-stream'));

export const sendProblem = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
  const problem = problemOf(refusal);
  return reply.code(problem.status).header('cache-control', 'no-store').type(problemType).send(problem);
};

/** What HTTP itself found wrong before a route ran. */
function refusalOfHttp(error: unknown): Refusal {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return refuse('input_too_large', 'The request is larger than this route takes.');
  if (status === 415)
    return refuse('input_wrong_kind', 'The body is not JSON.', 'Send `content-type: application/json`.');
  if (status >= 400 && status < 500)
    return refuse('input_invalid', 'The request could not be read: its path or its JSON is broken.');
  return refusalOfError(error);
}
