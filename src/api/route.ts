import type { z } from 'zod';
import type { Application } from '../commands/application.ts';
import type { Result } from '../model/index.ts';

/** Who may call it. In this part the socket's 0700 folder is the door; `sign` routes rest on the signature in the input. */
export type Permission = 'read' | 'operate' | 'sign';

/** Long work says how far it is; the last line of the answer is the result. */
export interface Progress {
  readonly what: string;
  readonly count: number;
  readonly total?: number;
}
export type Report = (progress: Progress) => void;

/** One operation of the API: everything about it in one value. A route without a permission does not compile. */
export interface Route<I, O> {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:name` parts are taken from the input. */
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly input: z.ZodType<I>;
  run(app: Application, input: I, report: Report): Promise<Result<O>>;
}

/** Names a route's types once, from its schema and its handler. */
export const route = <I, O>(value: Route<I, O>): Route<I, O> => value;
