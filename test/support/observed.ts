import { grantOf, memberOf } from '../../src/connectors/kit/links.ts';
import type { Observation } from '../../src/model/index.ts';

/** One is a member of the other, in any way that a source can say it. */
export const member = (
  memberKey: string,
  groupKey: string,
  more: Partial<Extract<Observation, { type: 'membership' }>> = {},
): Observation => ({ ...memberOf(memberKey, groupKey), ...more });

/** A right, and that somebody holds it. */
export const holds = (
  subjectKey: string,
  action: string,
  resourcePattern: string,
): readonly Observation[] => {
  const key = `${resourcePattern}#${action}`;
  return [{ type: 'entitlement', key, action, resourcePattern }, grantOf(subjectKey, key)];
};
