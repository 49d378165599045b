import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { codes, Fault, refuse, type Code, type Result } from '../model/index.ts';
import type { Report, Route } from './route.ts';

const isCode = (text: string): text is Code => Object.hasOwn(codes, text);

const refusalSchema = z.object({
  ok: z.literal(false),
  code: z.string().refine(isCode),
  message: z.string(),
  next: z.string().exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});
const lineSchema = z.union([
  z.object({
    progress: z.object({ what: z.string(), count: z.number(), total: z.number().exactOptional() }),
  }),
  z.object({ result: z.union([z.object({ ok: z.literal(true), value: z.unknown() }), refusalSchema]) }),
]);

/**
 * Calls a route of the running server over its Unix socket. The server is our own process of the same version, so the
 * value inside `result` is taken as the route's output type. Throws Fault `database_unreachable`-like transport faults.
 */
export async function call<I extends object, O>(
  socketPath: string,
  route: Route<I, O>,
  input: I,
  options: { readonly report?: Report; readonly signal?: AbortSignal } = {},
): Promise<Result<O>> {
  const { path, rest } = fillPath(route.path, input);
  const query = route.method === 'GET' ? queryOf(rest) : '';
  const body = route.method === 'GET' ? undefined : JSON.stringify(rest);
  let result: Result<O> | undefined;
  for await (const text of lines(socketPath, route.method, `${path}${query}`, body, options.signal)) {
    const line = lineSchema.parse(JSON.parse(text));
    if ('progress' in line) options.report?.(line.progress);
    else
      result = line.result.ok
        ? { ok: true, value: trusted<O>(line.result.value) }
        : refuse(line.result.code, line.result.message, line.result.next, line.result.details);
  }
  if (result === undefined)
    throw new Fault('interrupted', 'The server closed the connection before it answered.', {
      next: 'See `countersign doctor`; the command can be repeated.',
    });
  return result;
}

/** The one place where the wire's value gets the type that the same version's route gave it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
function trusted<O>(value: unknown): O {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this program; see `call`
  return value as O;
}

function fillPath(
  path: string,
  input: object,
): { readonly path: string; readonly rest: Record<string, unknown> } {
  const rest: Record<string, unknown> = { ...input };
  const filled = path.replace(/:([a-zA-Z]+)/g, (_whole, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { path: filled, rest };
}

function queryOf(rest: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    if (value !== undefined) query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

async function* lines(
  socketPath: string,
  method: string,
  path: string,
  body: string | undefined,
  signal: AbortSignal | undefined,
): AsyncIterable<string> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      {
        socketPath,
        method,
        path,
        // Node frames no body of a DELETE by itself: without its length the server takes it for another request.
        headers:
          body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    outgoing.once('error', (error) =>
      reject(
        signal?.aborted === true
          ? new Fault('interrupted', 'Stopped on request.', { cause: error })
          : new Fault('source_unreachable', 'The Countersign server did not answer.', {
              next: 'Start it with `countersign start`.',
              cause: error,
            }),
      ),
    );
    outgoing.end(body);
  });
  yield* createInterface({ input: response, crlfDelay: Infinity });
}
