import { z } from 'zod';
import type { Application } from '../commands/application.ts';
import { refuse, type Result } from '../model/index.ts';

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
  run(app: Application, input: I, report: Report, signal: AbortSignal): Promise<Result<O>>;
}

/** A route with its types known only to itself: it checks its own input before it runs. */
export interface AnyRoute extends Pick<
  Route<unknown, unknown>,
  'name' | 'method' | 'path' | 'summary' | 'permission'
> {
  readonly input: z.ZodType;
  /** Parses the input with the route's own schema; a refusal says where it is wrong. */
  call(app: Application, input: unknown, report: Report, signal: AbortSignal): Promise<Result<unknown>>;
}

/** Names a route's types once, from its schema and its handler, and lets it be called with input nobody has checked. */
export const route = <I, O>(value: Route<I, O>): Route<I, O> & AnyRoute => ({
  ...value,
  async call(app, input, report, signal) {
    const parsed = value.input.safeParse(input);
    if (!parsed.success)
      return refuse(
        'input_invalid',
        z.prettifyError(parsed.error),
        `See \`countersign help ${value.name}\`.`,
      );
    return value.run(app, parsed.data, report, signal);
  },
});
