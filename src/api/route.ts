import { z } from 'zod';
import type { Application } from '../commands/application.ts';
import { done, refuse, type Code, type Result } from '../model/index.ts';
import type { Caller } from './caller.ts';
import type { Permission } from './permission.ts';
import { issuesIn } from './issues.ts';
import { queryReader } from './read-query.ts';
import { unspeakable } from './refuse-text.ts';

/** Long work says how far it is. */
export interface Progress {
  readonly what: string;
  readonly count: number;
  readonly total?: number;
}
export type Report = (progress: Progress) => void;

/** What a handler is given besides its input: the use cases, who asks, where to tell progress, and whether they still wait. */
export interface Context {
  readonly app: Application;
  readonly caller: Caller;
  readonly report: Report;
  readonly signal: AbortSignal;
  /** The browser that asks, where the listener keeps sessions; only sign-in routes touch it. */
  readonly browser?: {
    /** What it says of itself. */
    readonly agent: string;
    /** The address it comes from, as this server sees it. */
    readonly address: string;
    /** Sets the session's cookie; it never stands in an answer. */
    keep(secret: string): void;
    forget(): void;
    /** A sign-in that it has begun at an identity provider: the secret that finishes it, in a cookie of its own. */
    readonly flow: { readonly secret: string | undefined; keep(secret: string): void; forget(): void };
  };
}

export type Method = 'GET' | 'POST' | 'DELETE';

/** What is said about an operation besides its schemas. */
export interface RouteHead<Name extends string> {
  /** Stable and dotted, `family.act`: clients are written against it. */
  readonly name: Name;
  readonly method: Method;
  /** `:name` parts are the members of `params`. */
  readonly path: `/v1/${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly permission: Permission;
  /** Also for whoever holds the first link of a ledger without signers. */
  readonly setupToo?: true;
  /** Takes long: answers server-sent events with its progress to whoever accepts them. */
  readonly isWork?: true;
  /** Goes over the whole estate: counted apart, and fewer are answered. */
  readonly isDear?: true;
  /** Answers server-sent events for as long as its caller listens; `output` is the data of one. */
  readonly isStream?: true;
  /** A POST that leaves everything as it was: it prepares a statement, or asks with a body. */
  readonly changesNothing?: true;
  /** What it answers is told once and kept nowhere: the same idempotency key does not hear it again. */
  readonly tellsOnce?: true;
  /** The largest body taken; 256 KiB when absent. */
  readonly mostBodyBytes?: number;
  /** Codes of refusals that are its own, besides those that any route may answer. */
  readonly codes: readonly Code[];
}

/**
 * One operation of the API: everything about it in one value. Without a permission or an output schema it does not
 * compile. GET and DELETE take `query`, POST takes `body`; the names of all members are disjoint, so a client passes one
 * flat object.
 */
export interface Route<
  Name extends string = string,
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
  O extends z.ZodType = z.ZodType,
> extends RouteHead<Name> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Exactly what is sent. */
  readonly output: O;
  /** Checks the parts of a request, which nobody has checked yet, with the route's own schemas. */
  parse(parts: Parts): Result<Checked>;
}

/** A request whose input holds to the schemas: what it asks, and the handler with that already given. */
export interface Checked {
  readonly input: object;
  readonly run: (context: Context) => Promise<Result<unknown>>;
}

/** A request as it came: path parameters and query as text, the body as JSON. */
export interface Parts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Readonly all the way down: what handlers hand out and clients pass in. */
export type Deep<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer E)[]
      ? readonly Deep<E>[]
      : { readonly [K in keyof T]: Deep<T[K]> };

/** Zod gives an object without members an index signature of `never`, which would forbid every other member. */
type Members<T> = string extends keyof T ? unknown : T;
type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;

/** What a client passes: path, query and body members in one object. */
export type InputOf<R extends Route> = Deep<
  Flat<Members<z.input<R['params']>> & Members<z.input<R['query']>> & Members<z.input<R['body']>>>
>;
/** What a client is answered. */
export type OutputOf<R extends Route> = Deep<z.output<R['output']>>;

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** What a route is written as: a head, schemas (those that are absent have no members), and the handler. */
interface Written<Name extends string, P, Q, B, O, Answer> extends Omit<RouteHead<Name>, 'codes'> {
  readonly codes?: readonly Code[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly output: O;
  readonly run: (
    context: Context,
    input: Flat<Members<z.output<P>> & Members<z.output<Q>> & Members<z.output<B>>>,
  ) => Promise<Result<Answer>>;
}

/** An event of a stream; `id` is what a client that comes back resumes after. */
export interface StreamEvent<T> {
  readonly event: string;
  readonly id?: string;
  readonly data: T;
}

/** A route that answers an endless stream of events; it ends when the context's signal is aborted. */
export const streamRoute = <const Name extends string, O extends z.ZodType, Q extends z.ZodObject = Nothing>(
  value: Omit<
    Written<Name, Nothing, Q, Nothing, O, AsyncIterable<StreamEvent<Deep<z.output<O>>>>>,
    'method' | 'isStream'
  >,
): Route<Name, Nothing, Q, Nothing, O> =>
  assemble<Name, O, Nothing, Q, Nothing>({ ...value, method: 'GET', isStream: true });

/** Names a route's types once, from its schemas, and lets it be called with input nobody has checked. */
export const route = <
  const Name extends string,
  O extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
>(
  value: Written<Name, P, Q, B, O, Deep<z.output<O>>>,
): Route<Name, P, Q, B, O> => assemble(value);

function assemble<
  Name extends string,
  O extends z.ZodType,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject,
>(value: Written<Name, P, Q, B, O, unknown>): Route<Name, P, Q, B, O> {
  const { run, params, query, body, ...head } = value;
  const schemas = { params: params ?? nothing, query: query ?? nothing, body: body ?? nothing };
  const readText = { params: queryReader(schemas.params), query: queryReader(schemas.query) };
  return {
    codes: [],
    ...head,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an absent schema is `Nothing`, its type's default
    ...(schemas as { readonly params: P; readonly query: Q; readonly body: B }),
    parse(parts) {
      const strange = unspeakable([parts.params, parts.query, parts.body]);
      if (strange !== undefined) return refuse('input_invalid', `The request holds ${strange}.`);
      const given = {
        params: schemas.params.safeParse(readText.params(parts.params)),
        query: schemas.query.safeParse(readText.query(parts.query)),
        body: schemas.body.safeParse(parts.body ?? {}),
      };
      const issues = issuesIn(given);
      if (issues.length > 0)
        return refuse(
          'input_invalid',
          issues.map((issue) => issue.says).join(' '),
          'The API reference says what it takes: `/api`.',
          { issues },
        );
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each part was just parsed by its own schema
      const input = { ...given.params.data, ...given.query.data, ...given.body.data } as never;
      return done({ input, run: (context) => run(context, input) });
    },
  };
}
