import { z } from 'zod';
import { codes, Fault, refuse, type Code, type Refusal } from '../model/index.ts';

/** The one place where our codes become HTTP's. A code without a status does not compile. */
export const statusOfCode = {
  policy_denied: 403,
  approval_missing: 409,
  signature_invalid: 422,
  signature_stale: 409,
  signer_unknown: 403,
  self_approval: 403,
  precondition_changed: 409,
  observe_only: 409,
  not_reversible: 409,
  already_done: 409,
  superseded: 409,
  source_paused: 409,
  ledger_invalid: 409,
  check_failed: 409,
  demo_only: 409,
  end_invalid: 422,
  usage: 400,
  not_found: 404,
  input_invalid: 400,
  input_too_large: 413,
  input_wrong_kind: 415,
  unauthenticated: 401,
  not_permitted: 403,
  rate_limited: 429,
  in_progress: 409,
  key_reused: 422,
  outcome_unknown: 409,
  database_unreachable: 503,
  database_unsafe: 503,
  disk_full: 507,
  source_unreachable: 502,
  source_untrusted: 502,
  target_failed: 502,
  secret_unavailable: 503,
  timed_out: 504,
  interrupted: 503,
  platform_unsupported: 501,
  internal: 500,
} as const satisfies Readonly<Record<Code, number>>;

export const isCode = (text: string): text is Code => Object.hasOwn(codes, text);

/** RFC 9457 problem details with our code. `type` is the place in the reference page that explains it. */
export const problemSchema = z
  .strictObject({
    type: z.string().max(200).meta({ format: 'uri-reference', description: 'Where the code is explained.' }),
    title: z.string().max(200),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What was wrong and what was expected.' }),
    code: z
      .string()
      .refine(isCode)
      .meta({ enum: Object.keys(codes), description: 'Stable; programs decide by it.' }),
    next: z.string().exactOptional().meta({ description: 'What to do now.' }),
    details: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .meta({ description: 'Free JSON of this code, for example which members of the input are wrong.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
export type Problem = z.infer<typeof problemSchema>;

export const problemType = 'application/problem+json';

/** A refusal as it is sent. */
export function problemOf({ code, message, next, details }: Refusal): Problem {
  return {
    type: `/api#${code}`,
    title: titleOf(code),
    status: statusOfCode[code],
    detail: message,
    code,
    ...(next === undefined ? {} : { next }),
    ...(details === undefined ? {} : { details }),
  };
}

/** The other way round, in a client. */
export const refusalOf = ({ code, detail, next, details }: Problem): Refusal =>
  refuse(code, detail, next, details);

export const titleOf = (code: Code): string =>
  `${code[0]?.toUpperCase() ?? ''}${code.slice(1).replaceAll('_', ' ')}`;

/** What went wrong while a handler ran, as its caller is told: a fault's own words, and of a bug only that it was one. */
export function refusalOfError(error: unknown): Refusal {
  if (error instanceof Fault) return refuse(error.code, error.message, error.next);
  return refuse(
    'internal',
    'Something in Countersign went wrong; the server’s log has the details.',
    'Please report it as a bug.',
  );
}
