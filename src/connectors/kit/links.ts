import type { Observation } from '../../model/index.ts';

/** `member` receives what `group` holds. */
export const memberOf = (
  memberKey: string,
  groupKey: string,
  more: { readonly via?: 'assume'; readonly conditions?: readonly string[]; readonly admin?: boolean } = {},
): Extract<Observation, { type: 'membership' }> => ({
  type: 'membership',
  key: `${memberKey}>${groupKey}`,
  memberKey,
  groupKey,
  via: 'member',
  ...more,
});

/** `subject` holds the right; under conditions, where there are any. */
export const grantOf = (
  subjectKey: string,
  entitlementKey: string,
  conditions: readonly string[] = [],
): Observation => ({
  type: 'grant',
  key: `${subjectKey}>${entitlementKey}`,
  subjectKey,
  entitlementKey,
  effect: 'allow',
  ...(conditions.length === 0 ? {} : { conditions }),
});
