import {
  done,
  type CampaignDesign,
  type CampaignId,
  type Digest,
  type EntryId,
  type Instant,
  type Result,
  type SubjectId,
  type Watermark,
} from '../../model/index.ts';
import { pageOfRows } from '../../platform/page-of-rows.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { System } from '../system.ts';
import { campaignOf, campaigns, type CampaignRow } from './campaign-row.ts';
import { effectCounts, type EffectCounts } from './effects.ts';
import { tellShares, type Share } from './preview.ts';
import { silenceOf, type SilenceShown } from './silence.ts';

/** A campaign as a list shows it. */
export interface CampaignListed {
  readonly id: CampaignId;
  readonly title: string;
  readonly kind: CampaignDesign['kind'];
  readonly lane: CampaignDesign['lane'];
  readonly state: 'draft' | 'open' | 'closed';
  readonly items: number;
  readonly kept: number;
  readonly taken: number;
  readonly open: number;
  readonly dueAt: Instant;
  readonly isLate: boolean;
  readonly launchedAt: Instant | null;
  readonly closedAt: Instant | null;
}

/** A campaign as its owner sees it. */
export interface CampaignShown extends CampaignListed {
  readonly design: CampaignDesign;
  readonly manifest: Digest | null;
  readonly sources: readonly Watermark[];
  readonly launch: EntryId | null;
  readonly launchedBy: SubjectId | null;
  readonly close: EntryId | null;
  readonly closedBecause: string | null;
  /** Open items that are asked of nobody in particular. */
  readonly unrouted: number;
  readonly pending: number;
  readonly drifted: number;
  readonly effects: EffectCounts;
  /** Who was asked for how much when it was launched. Nobody is compared with anybody. */
  readonly shares: readonly Share[];
  readonly moreShares: number;
  /** Whom open items wait for now, so whom to remind; whoever answered is not among them. */
  readonly waitsFor: readonly Share[];
  /** What people signed, or are to sign, for items that nobody answers. */
  readonly silence: readonly SilenceShown[];
  /** How many items were done at the end of each day on which something was submitted. */
  readonly burndown: readonly { readonly day: string; readonly done: number }[];
  readonly notes: readonly CampaignNote[];
}

export interface CampaignNote {
  readonly item: number | null;
  readonly what: string;
  readonly said: Readonly<Record<string, unknown>>;
  readonly by: string | null;
  readonly entry: EntryId;
  readonly at: Instant;
}

const listed = (row: CampaignRow, now: Instant): CampaignListed => ({
  id: row.id,
  title: row.title,
  kind: row.design.kind,
  lane: row.design.lane,
  state: row.state,
  items: row.items,
  kept: row.kept,
  taken: row.taken,
  open: row.items - row.kept - row.taken,
  dueAt: row.dueAt,
  isLate: row.state === 'open' && row.dueAt < now && row.items > row.kept + row.taken,
  launchedAt: row.launchedAt,
  closedAt: row.closedAt,
});

export interface CampaignsAsked {
  readonly limit: number;
  readonly after?: { readonly createdAt: Instant; readonly no: number };
}

/** Launched campaigns, newest first. */
export async function listCampaigns(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  asked: CampaignsAsked,
): Promise<
  Result<{
    readonly items: readonly CampaignListed[];
    readonly next: { readonly createdAt: Instant; readonly no: number } | null;
  }>
> {
  const rows = await campaigns(database, { ...asked, limit: asked.limit + 1 });
  const now = clock.now();
  return done(
    pageOfRows(
      rows,
      asked.limit,
      (row) => listed(row, now),
      ({ createdAt, no }) => ({ createdAt, no }),
    ),
  );
}

const mostNotes = 100;
const largestRead = 2_147_483_647;

/** One campaign whole: how far it is, what is routed to nobody, what drifted, what came of what was taken away. */
export async function showCampaign(system: System, id: string): Promise<Result<CampaignShown>> {
  const { database } = system;
  const found = await campaignOf(database, id);
  if (!found.ok) return found;
  const row = found.value;
  const shares = await database.query<{ seat: number; reviewer: number | null; items: number }>(
    'select seat, reviewer, items from review.campaign_share where campaign = $1',
    [row.no],
  );
  return done({
    ...listed(row, system.clock.now()),
    design: row.design,
    manifest: row.manifest,
    sources: row.sources,
    launch: row.launchEntry,
    launchedBy: row.launchedBy,
    close: row.closeEntry,
    closedBecause: row.closedBecause,
    ...(await countsOf(database, row.no, Math.min(...row.sources.map(({ read }) => read), largestRead))),
    effects: await effectCounts(system, row.no),
    ...(await tellShares(system, shares)),
    waitsFor: row.state === 'open' ? await waitsFor(system, row.no) : [],
    silence: await silenceOf(system, row.id),
    burndown: await burndownOf(database, row.no),
    notes: await database.query<CampaignNote>(
      `select n as item, what, said, by, entry, at from review.campaign_note where campaign = $1 order by id desc limit ${mostNotes}`,
      [row.no],
    ),
  });
}

/** Whom open items wait for now, and how many. */
async function waitsFor(system: System, campaign: number): Promise<readonly Share[]> {
  const open = await system.database.query<{ seat: number; reviewer: number | null; items: number }>(
    `select s.seat, s.reviewer, count(*)::integer as items from review.campaign_item i
       cross join lateral (values (0, i.r1, 1), (1, i.r2, 2), (2, i.r3, 4)) s (seat, reviewer, bit)
      where i.campaign = $1 and i.state = 'open' and (i.open_seats & s.bit) <> 0 group by 1, 2`,
    [campaign],
  );
  return (await tellShares(system, open)).shares;
}

/** `sinceRead`: the oldest read that the population rests on; only rows that ended after it can have drifted. */
async function countsOf(
  on: Queryable,
  campaign: number,
  sinceRead: number,
): Promise<Pick<CampaignShown, 'unrouted' | 'pending' | 'drifted'>> {
  const [row] = await on.query<{ unrouted: number; pending: number; drifted: number }>(
    `select
       (select count(*) from review.campaign_item i where i.campaign = $1 and i.state = 'open'
          and ((i.open_seats & 1 <> 0 and i.r1 is null) or (i.open_seats & 2 <> 0 and i.r2 is null) or (i.open_seats & 4 <> 0 and i.r3 is null))) as unrouted,
       -- what is planted is chosen like anything else, so that no count tells it
       (select count(distinct n) from review.campaign_pending where campaign = $1)
         + (select count(*) from review.planted_item p join review.campaign c on c.id = p.campaign
             where c.no = $1 and p.answer is not null and p.settled_at is null) as pending,
       (with ended as (
          select distinct 'grant' as entity, source_no, key_hash from estate.grants where valid_to_read > $2
          union select distinct 'membership', source_no, key_hash from estate.memberships where valid_to_read > $2)
        select count(*) from ended e
          join review.campaign_item i on i.campaign = $1 and i.entity = e.entity and i.source_no = e.source_no and i.key_hash = e.key_hash
          left join estate.grants g on i.entity = 'grant' and g.source_no = i.source_no and g.key_hash = i.key_hash and g.valid_to_read is null
          left join estate.memberships m on i.entity = 'membership' and m.source_no = i.source_no and m.key_hash = i.key_hash and m.valid_to_read is null
         where coalesce(g.row_digest, m.row_digest) is distinct from i.row_digest) as drifted`,
    [campaign, sinceRead],
  );
  return row ?? { unrouted: 0, pending: 0, drifted: 0 };
}

const burndownOf = (on: Queryable, campaign: number): Promise<CampaignShown['burndown']> =>
  on.query(
    `select to_char(day, 'YYYY-MM-DD') as day, (sum(count(distinct n)) over (order by day))::integer as done from (
       select date_trunc('day', min(at) at time zone 'UTC') as day, n from review.campaign_answer
        where campaign = $1 and corrected_by is null and answer <> 'dont_know' group by n) d group by day order by day`,
    [campaign],
  );
