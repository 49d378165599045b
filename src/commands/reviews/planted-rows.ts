import { z } from 'zod';
import type { Queryable } from '../../platform/store/index.ts';
import type { ItemLooks } from '../../review/index.ts';

const text = z.string().nullable();
const looks: z.ZodType<ItemLooks> = z.strictObject({
  account: z.strictObject({
    key: z.string(),
    kind: z.string(),
    name: z.string(),
    person: text,
    personName: text,
    ref: text,
  }),
  object: z.strictObject({ key: z.string(), name: z.string(), resource: text }),
  entity: z.enum(['grant', 'membership']),
  source: z.string(),
  tier: z.enum(['low', 'medium', 'high', 'unknown']),
  dataClass: text,
  environment: text,
  privileged: z.boolean(),
  since: text,
  used: z.string(),
});

const row = z.object({
  k: z.int(),
  seat: z.int(),
  afterN: z.int(),
  rightIs: z.enum(['keep', 'reduce']),
  advice: z.enum(['keep', 'reduce']).nullable(),
  looks,
  answer: text,
  until: text,
  reason: text,
  before: text,
  seenMs: z.int().nullable(),
  opened: z.boolean(),
  inBulk: z.boolean(),
  answeredAt: text,
  settledAt: text,
});

/** A planted item of one reviewer, with what they chose for it. */
export type PlantedRow = z.output<typeof row>;

/** What is planted among the items of one reviewer, in the order it is shown. */
export async function plantedOf(
  on: Queryable,
  campaign: string,
  person: string,
): Promise<readonly PlantedRow[]> {
  const rows = await on.query<object>(
    `select k, seat, after_n as "afterN", right_is as "rightIs", advice, looks, answer, until, reason, before,
            seen_ms as "seenMs", opened, in_bulk as "inBulk", answered_at as "answeredAt", settled_at as "settledAt"
       from review.planted_item where campaign = $1 and person = $2 order by after_n, k`,
    [campaign, person],
  );
  return rows.map((each) => row.parse(each));
}
