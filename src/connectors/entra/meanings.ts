import { tierZeroPermissions } from './tier-zero.ts';

/** What a right leads to, for those that lead to the whole tenant. */
export function meanings({
  action,
  resourcePattern,
}: {
  readonly action: string;
  readonly resourcePattern: string;
}): readonly string[] {
  if (!resourcePattern.startsWith('api/')) return [];
  const power = tierZeroPermissions.get(action);
  return power === undefined ? [] : [power.says];
}
