import { z } from 'zod';
import {
  done,
  isCampaignId,
  isDigest,
  isEntryId,
  isInstant,
  isSubjectId,
  refuse,
  type Instant,
  type Result,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { designSchema } from '../../review/index.ts';

const instant = z.string().refine(isInstant);

const rowSchema = z.object({
  no: z.int(),
  id: z.string().refine(isCampaignId),
  title: z.string(),
  state: z.enum(['draft', 'open', 'closed']),
  design: designSchema,
  designDigest: z.string().refine(isDigest),
  manifest: z.string().refine(isDigest).nullable(),
  items: z.int(),
  sources: z.array(z.strictObject({ source: z.string(), read: z.int(), at: instant })),
  createdAt: instant,
  dueAt: instant,
  launchEntry: z.string().refine(isEntryId).nullable(),
  launchedBy: z.string().refine(isSubjectId).nullable(),
  launchedAt: instant.nullable(),
  closeEntry: z.string().refine(isEntryId).nullable(),
  closedAt: instant.nullable(),
  closedBecause: z.string().nullable(),
  escalatedAt: instant.nullable(),
  kept: z.int(),
  taken: z.int(),
});

/** A campaign as the server keeps it. */
export type CampaignRow = z.output<typeof rowSchema>;

const columns = `no, id, title, state, design, design_digest as "designDigest", manifest, items, sources, created_at as "createdAt",
  due_at as "dueAt", launch_entry as "launchEntry", launched_by as "launchedBy", launched_at as "launchedAt",
  close_entry as "closeEntry", closed_at as "closedAt", closed_because as "closedBecause", escalated_at as "escalatedAt", kept, taken`;

/** Reads a campaign by its id, and within a transaction that changes it holds it until that commits. */
export async function campaignOf(
  on: Queryable,
  id: string,
  hold: 'read' | 'hold' = 'read',
): Promise<Result<CampaignRow>> {
  const [row] = await on.query<object>(
    `select ${columns} from review.campaign where id = $1 ${hold === 'hold' ? 'for no key update' : ''}`,
    [id],
  );
  return row === undefined
    ? refuse('not_found', `There is no campaign \`${id}\`.`, 'See `countersign campaign list`.')
    : done(rowSchema.parse(row));
}

/** A campaign that was launched, and is not closed. */
export async function openCampaign(
  on: Queryable,
  id: string,
  hold: 'read' | 'hold' = 'read',
): Promise<Result<CampaignRow & { readonly launchEntry: NonNullable<CampaignRow['launchEntry']> }>> {
  const found = await campaignOf(on, id, hold);
  if (!found.ok) return found;
  const { launchEntry, state } = found.value;
  if (launchEntry === null)
    return refuse('not_found', `Nobody has launched \`${id}\`.`, 'Launch it: `countersign campaign launch`.');
  return state === 'closed'
    ? refuse(
        'already_done',
        `Campaign \`${id}\` is closed.`,
        'What it left open belongs into another campaign.',
      )
    : done({ ...found.value, launchEntry });
}

/** Launched campaigns, newest first. */
export async function campaigns(
  on: Queryable,
  asked: { readonly limit: number; readonly after?: { readonly createdAt: Instant; readonly no: number } },
): Promise<readonly CampaignRow[]> {
  const rows = await on.query<object>(
    `select ${columns} from review.campaign
      where state <> 'draft' and ($1::timestamptz is null or (created_at, no) < ($1, $2))
      order by created_at desc, no desc limit $3`,
    [asked.after?.createdAt ?? null, asked.after?.no ?? null, asked.limit],
  );
  return rows.map((row) => rowSchema.parse(row));
}
