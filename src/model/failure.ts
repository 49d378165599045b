/**
 * The three failures. A *refusal* is a value: policy or a check said no, and that is recorded.
 * A *fault* is thrown: something did not work. A *bug* crashes.
 * This is the one closed list of codes; API status, exit status and MCP errors derive from it.
 */
export const codes = {
  // refusals: exit 1
  policy_denied: { exit: 1 },
  approval_missing: { exit: 1 },
  signature_invalid: { exit: 1 },
  signature_stale: { exit: 1 },
  signer_unknown: { exit: 1 },
  self_approval: { exit: 1 },
  precondition_changed: { exit: 1 },
  observe_only: { exit: 1 },
  not_reversible: { exit: 1 },
  already_done: { exit: 1 },
  superseded: { exit: 1 },
  source_paused: { exit: 1 },
  ledger_invalid: { exit: 1 },
  check_failed: { exit: 1 },
  demo_only: { exit: 1 },
  unauthenticated: { exit: 1 },
  not_permitted: { exit: 1 },
  rate_limited: { exit: 1 },
  in_progress: { exit: 1 },
  // usage: exit 2
  usage: { exit: 2 },
  not_found: { exit: 2 },
  input_invalid: { exit: 2 },
  input_too_large: { exit: 2 },
  input_wrong_kind: { exit: 2 },
  key_reused: { exit: 2 },
  end_invalid: { exit: 2 },
  // faults: exit 3
  database_unreachable: { exit: 3 },
  database_unsafe: { exit: 3 },
  disk_full: { exit: 3 },
  source_unreachable: { exit: 3 },
  source_untrusted: { exit: 3 },
  target_failed: { exit: 3 },
  secret_unavailable: { exit: 3 },
  timed_out: { exit: 3 },
  outcome_unknown: { exit: 3 },
  interrupted: { exit: 3 },
  platform_unsupported: { exit: 3 },
  internal: { exit: 3 },
} as const;

export type Code = keyof typeof codes;

/** What every failure tells: what was wrong, what was expected (`message`), and what to do now (`next`). Never a secret. */
export interface Explanation {
  readonly code: Code;
  readonly message: string;
  readonly next?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Refusal extends Explanation {
  readonly ok: false;
}
export interface Done<T> {
  readonly ok: true;
  readonly value: T;
}
export type Result<T> = Done<T> | Refusal;

export const done = <T>(value: T): Done<T> => ({ ok: true, value });
export const refuse = (
  code: Code,
  message: string,
  next?: string,
  details?: Readonly<Record<string, unknown>>,
): Refusal => ({
  ok: false,
  code,
  message,
  ...(next === undefined ? {} : { next }),
  ...(details === undefined ? {} : { details }),
});

/** Thrown when something did not work. `cause` keeps the original for logs; it is never shown to a model or the ledger. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: Code;
  readonly next: string | undefined;
  constructor(
    code: Code,
    message: string,
    options: { readonly next?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next;
  }
}
