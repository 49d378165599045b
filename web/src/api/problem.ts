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

/** Reads an answer that is not a success. Never throws: an unreadable problem is a problem as well. */
export async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = isRecord(body) ? body : {};
  return new Problem({
    code: textOf(problem['code']) ?? 'unreadable',
    status: response.status,
    message:
      textOf(problem['detail']) ?? textOf(problem['title']) ?? `The server answered ${response.status}.`,
    next: textOf(problem['next']),
    details: problem,
  });
}

/** Whatever was thrown, as a problem. */
export const asProblem = (thrown: unknown): Problem =>
  thrown instanceof Problem
    ? thrown
    : new Problem({
        code: 'internal',
        status: 0,
        message: thrown instanceof Error ? thrown.message : String(thrown),
      });
