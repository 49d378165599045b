import { z } from 'zod';

const word = z.string().max(8192);
const words = z.union([word, z.array(word).max(50_000)]);
/** IAM stores condition values as text; exports hold booleans and numbers too. */
const value = z.union([word, z.boolean(), z.number()]);
const condition = z.record(word, z.record(word, z.union([value, z.array(value).max(10_000)])));
const principal = z.union([word, z.record(word, words)]);

export const iamStatementSchema = z.object({
  Sid: word.optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: words.optional(),
  NotAction: words.optional(),
  Resource: words.optional(),
  NotResource: words.optional(),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Condition: condition.nullish(),
});
/** A policy in the IAM JSON policy grammar, of which what no policy has is left out. */
export const iamPolicySchema = z.object({
  Version: word.optional(),
  Statement: z.union([iamStatementSchema, z.array(iamStatementSchema).max(10_000)]),
});
