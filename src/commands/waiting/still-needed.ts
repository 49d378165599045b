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
  const needed = new Set<ApproverRole>();
  for (const token of next) {
    const need = parseNeed(token);
    if (need?.kind === 'independent' && isIndependent) for (const role of roles) needed.add(role);
    if (need?.kind === 'approval')
      for (const role of roles) if (need.steps.at(-1)?.roles.includes(role) === true) needed.add(role);
  }
  return roles.filter((role) => needed.has(role));
}
