import type { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { iamPolicySchema, type iamStatementSchema } from '../../platform/wire/iam-policy.ts';

/** One statement of a policy in the IAM JSON policy grammar, checked. */
export type PolicyStatement = z.infer<typeof iamStatementSchema>;
export type PolicyCondition = NonNullable<PolicyStatement['Condition']>;

/**
 * A policy document as exports carry it → its statements. It may be an object, JSON text, or URL-encoded JSON text
 * (RFC 3986); one statement or a list. Throws Fault `input_invalid` naming the policy and the place in it.
 */
export function statementsOf(given: unknown, policy: string): readonly PolicyStatement[] {
  const found = policyDocument(given, policy).Statement;
  return Array.isArray(found) ? found : [found];
}

/** The document itself, checked; what no policy has is left out. */
export function policyDocument(given: unknown, policy: string): z.infer<typeof iamPolicySchema> {
  const parsed = iamPolicySchema.safeParse(typeof given === 'string' ? decoded(given, policy) : given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(policy, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a policy'}`);
  }
  return parsed.data;
}

function decoded(text: string, policy: string): unknown {
  try {
    const json: unknown = JSON.parse(/^\s*%/.test(text) ? decodeURIComponent(text) : text);
    return json;
  } catch (cause) {
    throw unreadable(policy, 'it is neither JSON nor URL-encoded JSON', cause);
  }
}

const unreadable = (policy: string, why: string, cause?: unknown): Fault =>
  new Fault(
    'input_invalid',
    `The document of the policy \`${policy.slice(0, 200)}\` cannot be read: ${why}.`,
    {
      next: 'Export the account again; IAM itself refuses such a document.',
      cause,
    },
  );

/** A single text or a list of them, as a list. */
export const listOf = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;
