import { byPriority, isExact, mergeRules, pathsOverlap, patternOf } from './paths.ts';
import type { Capability, PathRule } from './policy.ts';

/** One thing that the holders of a set of policies may do, or may not although a weaker rule says so. */
export interface EffectiveRight {
  readonly path: string;
  readonly capability: Capability;
  readonly effect: 'allow' | 'deny';
  /** What is not evaluated; without any it holds for whatever the path matches. */
  readonly conditions: readonly string[];
}

/** Beyond this many rules, or comparisons of them, which one is the strongest is not worked out but said as a condition. */
const mostCompared = 1500;
const mostComparisons = 4_000_000;

/** How many comparisons of two rules may still be made. */
export interface Effort {
  left: number;
}
const tooMany = 'unless a stronger rule of the same policies matches: they are too many to compare';
export const isTemplated = (path: string): boolean => path.includes('{{');

/**
 * What several policies on one token amount to. Where a stronger rule takes a capability away on a part of a weaker rule's
 * paths, that part is a deny of its own, if nothing stronger gives it back there; else it is a condition that names the rule.
 */
export function effectiveRights(
  policies: readonly (readonly PathRule[])[],
  effort: Effort = { left: mostComparisons },
): readonly EffectiveRight[] {
  const overlap: typeof pathsOverlap = (a, b) => {
    effort.left--;
    return pathsOverlap(a, b);
  };
  // strongest first
  const rules = mergeRules(policies).map((rule) => ({ ...rule, pattern: patternOf(rule.path) }));
  const found = new Map<string, EffectiveRight>();
  const add = (right: EffectiveRight): void => {
    found.set(`${right.effect} ${right.capability} ${right.path}`, right);
  };
  for (const [n, rule] of rules.entries())
    for (const capability of rule.capabilities) {
      if (capability === 'deny') continue;
      const conditions = [...rule.limits];
      if (isTemplated(rule.path)) conditions.push(`which path it is depends on who asks: ${rule.path}`);
      if (rule.path.split('/').includes('+'))
        conditions.push(`each + in ${rule.path} is one part of the path`);
      if (rules.length > mostCompared) conditions.push(tooMany);
      else if (!isExact(rule.path) || isTemplated(rule.path))
        for (const [m, stronger] of rules.slice(0, n).entries()) {
          if (effort.left <= 0) {
            conditions.push(tooMany);
            break;
          }
          const takes =
            !stronger.capabilities.includes(capability) && overlap(stronger.pattern, rule.pattern);
          if (!takes) continue;
          const givenBack = rules
            .slice(0, m)
            .some(
              (each) => each.capabilities.includes(capability) && overlap(each.pattern, stronger.pattern),
            );
          if (givenBack || isTemplated(stronger.path) || stronger.path.split('/').includes('+'))
            conditions.push(`not where ${stronger.path} matches, which is stronger`);
          else add({ path: stronger.path, capability, effect: 'deny', conditions: [] });
        }
      add({ path: rule.path, capability, effect: 'allow', conditions });
    }
  return [...found.values()].toSorted(
    (a, b) => byPriority(a.path, b.path) || (a.capability < b.capability ? -1 : 1),
  );
}
