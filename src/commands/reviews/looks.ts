import type { ItemLooks } from '../../review/index.ts';

/** What a reviewer may see of an item, and nothing else that it has: real and planted ones are told by the same members. */
export const looksIn = ({
  account,
  object,
  entity,
  source,
  tier,
  dataClass,
  environment,
  privileged,
  since,
  used,
}: ItemLooks): ItemLooks => ({
  account,
  object,
  entity,
  source,
  tier,
  dataClass,
  environment,
  privileged,
  since,
  used,
});
