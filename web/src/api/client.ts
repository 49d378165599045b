import { csrfToken } from './csrf.ts';
import { sayServerAnswers } from './online.ts';
import { problemFrom, problemOf, Problem } from './problem.ts';
import { saySignedOut } from './signed-out.ts';
import { serverEvents } from './sse.ts';
import {
  routeTable,
  type Progress,
  type RouteInput,
  type RouteName,
  type RouteOutput,
} from './route-table.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key on every try of one intent, so that a lost answer never means a second write. */
  readonly idempotencyKey?: string;
}

/**
 * Calls a route of the server. Refusals and faults are thrown as `Problem`. The input fills the path's `:names`; the rest
 * goes into the query of a GET or DELETE and into the body of a POST. The browser's cache answers from ETags by itself.
 */
export async function call<N extends RouteName>(
  name: N,
  input: RouteInput<N>,
  options: CallOptions = {},
): Promise<RouteOutput<N>> {
  const response = await send(name, input, options, 'application/json');
  return trusted<RouteOutput<N>>(response.status === 204 ? {} : await json(response));
}

/**
 * Calls a route that takes long, and hears of its progress meanwhile. Throws `Problem` as `call` does. Going away does not
 * stop what the server has begun: ask for its state again.
 * @public
 */
export async function work<N extends RouteName>(
  name: N,
  input: RouteInput<N>,
  onProgress: (progress: Progress) => void,
  options: CallOptions = {},
): Promise<RouteOutput<N>> {
  const response = await send(name, input, options, 'text/event-stream, application/json;q=0.5');
  if (response.body === null || !isEventStream(response))
    return trusted<RouteOutput<N>>(await response.json());
  for await (const { event, data } of serverEvents(response.body)) {
    if (event === 'progress') onProgress(trusted<Progress>(JSON.parse(data)));
    if (event === 'result') return trusted<RouteOutput<N>>(JSON.parse(data));
    if (event === 'problem') throw problemOf(JSON.parse(data), response.status);
  }
  throw new Problem({
    code: 'interrupted',
    status: 0,
    message: 'The connection ended before the server had answered.',
    next: 'Look at its state again: what had begun may have gone on.',
  });
}

const isEventStream = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').startsWith('text/event-stream');

/** Sends a call and hands over the answer when it is a success. */
async function send(
  name: RouteName,
  input: object,
  { signal, idempotencyKey }: CallOptions,
  accept: string,
): Promise<Response> {
  const [method, template] = routeTable[name];
  const { path, rest } = fillPath(template, input);
  const headers = new Headers({ accept });
  if (method !== 'GET') {
    headers.set('x-csrf-token', csrfToken());
    headers.set('idempotency-key', idempotencyKey ?? crypto.randomUUID());
  }
  if (method === 'POST') headers.set('content-type', 'application/json');
  const response = await fetch(method === 'POST' ? path : `${path}${queryOf(rest)}`, {
    method,
    headers,
    credentials: 'same-origin',
    ...(method === 'POST' ? { body: JSON.stringify(rest) } : {}),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    sayServerAnswers(false);
    throw new Problem({
      code: 'offline',
      status: 0,
      message: 'The server could not be reached.',
      next: 'Check the connection; this page tries again by itself.',
    });
  });
  sayServerAnswers(true);
  // who is here is asked by `session.show`, which would ask itself for ever
  if (response.status === 401 && name !== 'session.show') saySignedOut();
  if (!response.ok) throw await problemFrom(response);
  return response;
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new Problem({
      code: 'unreadable',
      status: response.status,
      message: 'The server’s answer could not be read.',
    });
  }
}

/** Names of the lists: routes that answer with a page and the cursor of the next one. */
export type ListName = {
  [N in RouteName]: RouteOutput<N> extends Page<unknown> ? N : never;
}[RouteName];
interface Page<I> {
  readonly items: readonly I[];
  readonly next: string | null;
}
export type ItemOf<N extends ListName> = RouteOutput<N> extends Page<infer I> ? I : never;
export type PageOf<N extends ListName> = RouteOutput<N> & Page<ItemOf<N>>;

/** One page of a list: the first, or the one after a cursor. */
export async function callPage<N extends ListName>(
  name: N,
  input: RouteInput<N>,
  cursor: string | undefined,
  options: CallOptions,
): Promise<PageOf<N>> {
  const response = await send(name, Object.assign({}, input, { cursor }), options, 'application/json');
  return trusted<PageOf<N>>(await json(response));
}

/** The one place where the wire's value gets the type that the same version's route gave it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
function trusted<O>(value: unknown): O {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this program, of one version
  return value as O;
}

/** Puts the input's members into the path's `:names`; what is left over is query or body. */
export function fillPath(
  template: string,
  input: object,
): { readonly path: string; readonly rest: Readonly<Record<string, unknown>> } {
  const rest: Record<string, unknown> = { ...input };
  const path = template.replace(/:([a-zA-Z]+)/g, (_whole, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { path, rest };
}

/** A list is its parameter repeated; what is undefined is left out. */
export function queryOf(rest: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) query.append(name, String(each));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
