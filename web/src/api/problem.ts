/** A refusal or fault as the server words it (RFC 9457), or what the browser itself ran into. */
export class Problem extends Error {
  /** Of the server's closed list, or `offline`, `unreadable`. */
  readonly code: string;
  readonly status: number;
  readonly next: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(what: {
    readonly code: string;
    readonly status: number;
    readonly message: string;
    readonly next?: string | undefined;
    readonly details?: Readonly<Record<string, unknown>> | undefined;
  }) {
    super(what.message);
    this.name = 'Problem';
    this.code = what.code;
    this.status = what.status;
    this.next = what.next;
    this.details = what.details ?? {};
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads a problem as the server words it. Never throws: an unreadable problem is a problem as well. */
export function problemOf(body: unknown, status: number): Problem {
  const problem = isRecord(body) ? body : {};
  const { detail, title, code, next, details } = problem;
  return new Problem({
    code: textOf(code) ?? 'unreadable',
    status: typeof problem['status'] === 'number' ? problem['status'] : status,
    message: textOf(detail) ?? textOf(title) ?? `The server answered ${status}.`,
    next: textOf(next),
    details: isRecord(details) ? details : undefined,
  });
}

/** Reads an answer that is not a success. */
export const problemFrom = async (response: Response): Promise<Problem> =>
  problemOf(await response.json().catch(() => undefined), response.status);

/** Whatever was thrown, as a problem. */
export const asProblem = (thrown: unknown): Problem =>
  thrown instanceof Problem
    ? thrown
    : new Problem({
        code: 'internal',
        status: 0,
        message: thrown instanceof Error ? thrown.message : String(thrown),
      });
