import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Fault, type Result } from '../model/index.ts';
import { problemSchema, refusalOf } from './problem.ts';
import type { InputOf, OutputOf, Report, Route } from './route.ts';

const progressSchema = z.strictObject({
  what: z.string(),
  count: z.number(),
  total: z.number().exactOptional(),
});

/**
 * Calls a route of the running server over its Unix socket and holds the answer to the route's output schema. Work whose
 * progress is asked for is answered by server-sent events, everything else by JSON. Throws Fault `source_unreachable`
 * when no server answers, `interrupted` when it goes away or the caller stops.
 */
export async function call<R extends Route>(
  socketPath: string,
  route: R,
  input: InputOf<R>,
  options: { readonly report?: Report; readonly signal?: AbortSignal } = {},
): Promise<Result<OutputOf<R>>> {
  const asEvents = route.isWork === true && options.report !== undefined;
  const response = await send(socketPath, outgoing(route, input), {
    accept: asEvents ? 'text/event-stream' : 'application/json',
    signal: options.signal,
  });
  const answered = (response.headers['content-type'] ?? '').startsWith('text/event-stream')
    ? await eventsOf(response, options.report)
    : { isValue: response.statusCode === 200, json: await textOf(response) };
  return answered.isValue
    ? { ok: true, value: valueOf(route, answered.json) }
    : refusalOf(problemSchema.parse(JSON.parse(answered.json)));
}

function valueOf<R extends Route>(route: R, json: string): OutputOf<R> {
  const parsed = route.output.safeParse(JSON.parse(json));
  if (!parsed.success)
    throw new Fault(
      'internal',
      `The server answered \`${route.name}\` in a form this version does not know.`,
      {
        next: 'It runs another version: `countersign stop`, then `countersign start`.',
        cause: parsed.error,
      },
    );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the very schema that the type is made of
  return parsed.data as OutputOf<R>;
}

interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** Path members fill the path; the rest is the query of GET and DELETE, and the body of POST. */
function outgoing(route: Route, input: object): Outgoing {
  const rest: Record<string, unknown> = { ...input };
  const path = route.path.replace(/:([a-zA-Z]+)/g, (_whole, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return route.method === 'POST'
    ? { method: route.method, path, body: JSON.stringify(rest) }
    : { method: route.method, path: `${path}${queryOf(rest)}`, body: undefined };
}

function queryOf(rest: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) query.append(name, String(each));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function send(
  socketPath: string,
  { method, path, body }: Outgoing,
  { accept, signal }: { readonly accept: string; readonly signal: AbortSignal | undefined },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath,
        method,
        path,
        headers: {
          accept,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    sent.once('error', (error) =>
      reject(
        signal?.aborted === true
          ? new Fault('interrupted', 'Stopped on request.', { cause: error })
          : new Fault('source_unreachable', 'The Countersign server did not answer.', {
              next: 'Start it with `countersign start`.',
              cause: error,
            }),
      ),
    );
    sent.end(body);
  });
}

const closed = (cause?: unknown): Fault =>
  new Fault('interrupted', 'The server closed the connection before it answered.', {
    next: 'See `countersign doctor`; the command can be repeated.',
    cause,
  });

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(Buffer.from(chunk));
  } catch (error) {
    throw closed(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads events to the one that ends the answer. Our server writes each event's data on one line. */
async function eventsOf(
  response: IncomingMessage,
  report: Report | undefined,
): Promise<{ readonly isValue: boolean; readonly json: string }> {
  let event = '';
  for await (const line of createInterface({ input: response, crlfDelay: Infinity })) {
    if (line.startsWith('event: ')) event = line.slice('event: '.length);
    if (!line.startsWith('data: ')) continue;
    const json = line.slice('data: '.length);
    if (event === 'progress') report?.(progressSchema.parse(JSON.parse(json)));
    else if (event === 'result' || event === 'problem') return { isValue: event === 'result', json };
  }
  throw closed();
}
