import type { Need } from '../dialect.ts';
import { iamPolicySchema } from '../../../platform/wire/iam-policy.ts';
import type { IamDocument, PolicyHeld } from './narrow.ts';

/** A call that identity policies are asked about. */
export interface Call {
  readonly action: string;
  readonly resource: string;
}

/** What identity policies say of calls, each answer in the order of the calls: the evaluator of AWS policies. */
export type TryPolicies = (
  policies: readonly PolicyHeld[],
  calls: readonly Call[],
) => readonly ('allow' | 'depends' | 'deny')[];

/**
 * Of these needs those that the policies in force allow, or would under their conditions, and the narrower one does not. Where the
 * log does not name the resource, one stands for it that the policies in force name.
 */
export function deniedBy(
  narrower: IamDocument,
  {
    policies,
    needs,
    tryPolicies,
  }: {
    readonly policies: readonly PolicyHeld[];
    readonly needs: readonly Need[];
    readonly tryPolicies: TryPolicies;
  },
): readonly Need[] {
  const calls = needs.map((need) => callsOf(need, policies));
  const flat = calls.flat();
  const inForce = tryPolicies(policies, flat);
  const then = tryPolicies([{ name: 'narrower', document: narrower }], flat);
  let at = 0;
  return needs.filter((_, n) => {
    const from = at;
    at += calls[n]?.length ?? 0;
    // any one of those that stand for the resource may be meant
    const allowed = Array.from({ length: at - from }, (__, i) => from + i).filter(
      (i) => inForce[i] !== 'deny',
    );
    return allowed.length > 0 && allowed.every((i) => then[i] === 'deny');
  });
}

/** More stand-ins than this are not tried for one need. */
const mostTried = 20;

function callsOf({ action, on }: Need, policies: readonly PolicyHeld[]): readonly Call[] {
  if (on !== null) return [{ action, resource: on }];
  const service = action.split(':')[0] ?? '';
  const named = new Set<string>();
  for (const { document } of policies) {
    const read = iamPolicySchema.safeParse(document);
    if (!read.success) continue;
    const { Statement } = read.data;
    for (const { Effect, Resource = '*' } of Array.isArray(Statement) ? Statement : [Statement])
      if (Effect === 'Allow')
        for (const pattern of typeof Resource === 'string' ? [Resource] : Resource)
          named.add(
            pattern === '*'
              ? `arn:aws:${service}:us-east-1:111122223333:x`
              : pattern.replaceAll(/\$\{[^}]*\}|[*?]/g, 'x'),
          );
  }
  return [...named].slice(0, mostTried).map((resource) => ({ action, resource }));
}
