import { canonicalJson } from '../../platform/canonical.ts';
import type { Policy } from '../parse-policies.ts';

/** How one set of policies differs from another by what policies mean; comments and spacing are no difference. */
export interface PolicyDifferences {
  readonly added: readonly Policy[];
  readonly removed: readonly Policy[];
  readonly changed: readonly { readonly before: Policy; readonly after: Policy }[];
}

/** By id, in order of id. */
export function policyDifferences(before: readonly Policy[], after: readonly Policy[]): PolicyDifferences {
  const [was, is] = [byId(before), byId(after)];
  const both = [...was.values()].flatMap((one) => {
    const other = is.get(one.id);
    return other === undefined || meaning(one) === meaning(other) ? [] : [{ before: one, after: other }];
  });
  const order = (a: Policy, b: Policy): number => (a.id < b.id ? -1 : 1);
  return {
    added: after.filter(({ id }) => !was.has(id)).toSorted(order),
    removed: before.filter(({ id }) => !is.has(id)).toSorted(order),
    changed: both.toSorted((a, b) => order(a.before, b.before)),
  };
}

const byId = (policies: readonly Policy[]) => new Map(policies.map((policy) => [policy.id, policy]));

// the id is an annotation too, and the sentence that explains a policy decides nothing
const meaning = ({ json, need, obligation }: Policy): string => {
  const { annotations: _, ...rest } = json;
  return canonicalJson({ ...rest, need: need ?? null, obligation: obligation ?? null });
};
