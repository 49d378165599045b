import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault, type Refusal, type Result } from '../model/index.ts';
import type { Caller } from './caller.ts';
import { openEventStream } from './event-stream.ts';
import { tooManyStreams } from './limits.ts';
import type { Serving } from './mount-route.ts';
import { problemOf } from './problem.ts';
import type { Route, StreamEvent } from './route.ts';
import { sendProblem } from './send.ts';

/** How often it is asked whether whoever listens still may. */
const askAgainMs = 30_000;

/**
 * Sends a route's events for as long as its caller listens and may: whoever is signed out, or loses the role, hears
 * nothing more within half a minute. A slow reader is waited for; nothing piles up here.
 */
export async function sendEvents(
  { route, serving, caller }: { readonly route: Route; readonly serving: Serving; readonly caller: Caller },
  reply: FastifyReply,
  gone: AbortController,
  open: () => Promise<Result<unknown>>,
): Promise<FastifyReply> {
  const close = serving.limits.openStream(caller);
  if (close === undefined) return sendProblem(reply, tooManyStreams());
  reply.raw.once('close', close);
  const followed = await open();
  if (!followed.ok) return sendProblem(reply, followed);
  reply.hijack();
  const stream = openEventStream(reply.raw, reply.getHeaders());
  const end = (refusal: Refusal): void => {
    stream.send('problem', problemOf(refusal));
    gone.abort(new Fault(refusal.code, refusal.message));
  };
  const asking = setInterval(() => {
    void mayStill(route, serving, caller).then((still) => (still.ok ? undefined : end(still)));
  }, serving.askAgainMs ?? askAgainMs);
  asking.unref();
  try {
    for await (const { event, id, data } of eventsIn(followed.value)) {
      if (serving.checkAnswers) route.output.parse(JSON.parse(JSON.stringify(data)));
      stream.send(event, data, id);
      await stream.drained();
      if (gone.signal.aborted) break;
    }
  } catch (error) {
    stream.send('problem', problemOf(serving.refusalOf(error, route.name)));
  } finally {
    clearInterval(asking);
    stream.end();
  }
  return reply;
}

/** Nobody knows is no: a stream whose caller cannot be asked about ends, and the client comes back. */
async function mayStill(route: Route, serving: Serving, caller: Caller): Promise<Result<unknown>> {
  try {
    return await serving.door.stillIn(caller, route);
  } catch (error) {
    return serving.refusalOf(error, route.name);
  }
}

/** What `streamRoute` answers: its type was erased with the route's. */
const eventsIn = (value: unknown): AsyncIterable<StreamEvent<unknown>> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a route made by `streamRoute` comes here
  value as AsyncIterable<StreamEvent<unknown>>;

/** Where a client that comes back left off: browsers say it in a header of its own. */
export function resumedQuery(request: FastifyRequest): unknown {
  const last = request.headers['last-event-id'];
  return typeof last === 'string' && /^\d{1,15}$/.test(last) && typeof request.query === 'object'
    ? { ...request.query, after: last }
    : request.query;
}
