import type { Actual } from './condition.ts';
import type { Looked } from './template.ts';

/**
 * What is known of a request's context: keys in lower case. A key with `null` is known to be absent; one that is not in the
 * map is not known, and an answer says so if it matters.
 */
export type Context = ReadonlyMap<string, Actual>;

/** A context from keys in any case; an empty list is as good as absent. */
export const contextOf = (keys: Readonly<Record<string, string | readonly string[] | null>>): Context =>
  new Map(
    Object.entries(keys).map(([key, given]) => {
      const values = typeof given === 'string' ? [given] : given;
      return [key.toLowerCase(), values === null || values.length === 0 ? null : values];
    }),
  );

/** A key as a policy variable sees it: only a single value can take its place. */
export function lookedUp(context: Context, key: string): Looked {
  const actual = context.get(key);
  if (actual === undefined) return { is: 'unknown' };
  const [value] = actual ?? [];
  return value === undefined || (actual?.length ?? 0) > 1 ? { is: 'nothing' } : { is: 'value', value };
}

/** Stands in for the name of a role session, which policies on resources name and no condition key holds alone. */
export const sessionNameKey = '(role session name)';

/** What AWS says of a key whose value is not known (IAM user guide, AWS global condition context keys). */
export const factsOf = (key: string): { readonly mayBeAbsent: boolean; readonly isBoolean: boolean } => ({
  mayBeAbsent: !always.has(key),
  isBoolean: booleans.has(key),
});

const always: ReadonlySet<string> = new Set([
  sessionNameKey,
  'aws:currenttime',
  'aws:epochtime',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:userid',
  'aws:viaawsservice',
]);
const booleans: ReadonlySet<string> = new Set([
  'aws:multifactorauthpresent',
  'aws:principalisawsservice',
  'aws:securetransport',
  'aws:viaawsservice',
]);
