import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Application } from '../commands/application.ts';
import { Fault, type Refusal, type Result } from '../model/index.ts';
import type { KeptAnswers } from '../platform/kept-answers/index.ts';
import type { Caller } from './caller.ts';
import type { Door } from './door.ts';
import { openEventStream } from './event-stream.ts';
import { tooManyStreams, type Limits } from './limits.ts';
import { resumedQuery, sendEvents } from './mount-stream.ts';
import { problemOf } from './problem.ts';
import type { Checked, Context, Route } from './route.ts';
import { keyedCall, runOnce } from './once.ts';
import { sendAnswer, sendProblem } from './send.ts';
import { strangerOf } from './stranger.ts';

/** What every route of one listener is served with. */
export interface Serving {
  readonly application: Application;
  readonly door: Door;
  /** Where sessions are kept: the browser that a request came from. */
  readonly browserOf?: (request: FastifyRequest, reply: FastifyReply) => Context['browser'];
  readonly limits: Limits;
  /** What keyed writes were answered. */
  readonly kept: KeptAnswers;
  /** What went wrong while a route ran, as its caller is told; a bug is logged, and the caller learns only that it was one. */
  readonly refusalOf: (error: unknown, route: string) => Refusal;
  /** Holds each answer to its route's output schema; what differs is a bug. For tests and development. */
  readonly checkAnswers: boolean;
  /** How often a stream's caller is asked about; half a minute when absent. */
  readonly askAgainMs?: number;
}

/**
 * One route on one listener. Who asks, whether they may and how often is settled from the headers alone; only then is the
 * body read, checked and given to the handler.
 */
export function mountRoute(app: FastifyInstance, route: Route, serving: Serving): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.route({
    method: route.method,
    url: route.path,
    ...(route.mostBodyBytes === undefined ? {} : { bodyLimit: route.mostBodyBytes }),
    onRequest: async (request, reply) => {
      const caller = await admit(route, serving, request, reply);
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
      const browser = serving.browserOf?.(request, reply);
      const answer = (report: Context['report']) =>
        answerOf(route, serving, request, reply, {
          app: serving.application,
          caller,
          report,
          signal: gone.signal,
          ...(browser === undefined ? {} : { browser }),
        });
      if (route.isStream === true)
        return sendEvents({ route, serving, caller }, reply, gone, () => answer(() => undefined));
      if (route.isWork === true && acceptsEvents(request)) return streamWork(serving, reply, caller, answer);
      const answered = await answer(() => undefined);
      return answered.ok ? sendAnswer(request, reply, answered.value) : sendProblem(reply, answered);
    },
  });
}

async function admit(
  route: Route,
  { door, limits }: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | Refusal> {
  const known = await door.authenticate(request, reply);
  if (!known.ok) return limits.countUnknown(reply, await strangerOf(request)) ?? known;
  const caller = known.value;
  const stranger = caller.kind === 'anonymous' ? await strangerOf(request) : '';
  const tooMany = limits.count(reply, caller, stranger, route);
  if (tooMany !== undefined) return tooMany;
  const allowed = await door.authorise(caller, route);
  return allowed.ok ? allowed.value : allowed;
}

async function streamWork(
  { limits }: Serving,
  reply: FastifyReply,
  caller: Caller,
  answer: (report: Context['report']) => Promise<Result<unknown>>,
): Promise<FastifyReply> {
  const close = limits.openStream(caller);
  if (close === undefined) return sendProblem(reply, tooManyStreams());
  reply.raw.once('close', close);
  reply.hijack();
  const stream = openEventStream(reply.raw, reply.getHeaders());
  const answered = await answer((progress) => void stream.offer('progress', progress));
  if (answered.ok) stream.send('result', answered.value);
  else stream.send('problem', problemOf(answered));
  stream.end();
  return reply;
}

async function answerOf(
  route: Route,
  serving: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
): Promise<Result<unknown>> {
  try {
    const { params, body } = request;
    const query = route.isStream === true ? resumedQuery(request) : request.query;
    const checked = route.parse({ params, query, body });
    if (!checked.ok) return checked;
    const keyed = keyedCall(request, route, context.caller, checked.value);
    if (!keyed.ok) return keyed;
    const run = (): Promise<Result<unknown>> => runChecked(route, serving, context, checked.value);
    return keyed.value === undefined
      ? await run()
      : await runOnce(serving.kept, keyed.value, route, reply, run);
  } catch (error) {
    return serving.refusalOf(error, route.name);
  }
}

async function runChecked(
  route: Route,
  serving: Serving,
  context: Context,
  checked: Checked,
): Promise<Result<unknown>> {
  try {
    const answered = await checked.run(context);
    if (serving.checkAnswers && answered.ok && route.isStream !== true)
      route.output.parse(JSON.parse(JSON.stringify(answered.value)));
    return answered;
  } catch (error) {
    return serving.refusalOf(error, route.name);
  }
}

const acceptsEvents = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? '').split(',').some((type) => type.trim().startsWith('text/event-stream'));
