import type { ApproverRole } from '../../model/index.ts';
import { parseNeed } from '../../policy/index.ts';

/**
 * Of the roles a signature would count for, those that a case still waits for. Where approvals are given in order only the
 * step that comes next does: a later one would come too early. `isIndependent`: they are not who filed it.
 */
export function stillNeeded(
  missing: readonly string[],
  roles: readonly ApproverRole[],
  isIndependent: boolean,
): readonly ApproverRole[] {
  const next = missing.filter((token) => !missing.some((other) => token.startsWith(`${other}.then.`)));
  const needs = next.flatMap((token) => parseNeed(token) ?? []);
  const steps = needs.flatMap((need) => (need.kind === 'approval' ? (need.steps.at(-1) ?? []) : []));
  // that somebody else than who filed it signs is asked for by itself only once nothing else is
  if (steps.length === 0)
    return isIndependent && needs.some(({ kind }) => kind === 'independent') ? roles : [];
  return roles.filter((role) => steps.some((step) => step.roles.includes(role)));
}
