import { addSeconds, isEntryId, must, type EntryId, type Instant } from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { wishAsking } from '../../review/index.ts';
import type { System } from '../system.ts';
import { fileLimits } from './file-limits.ts';
import { finishSubmission } from './finish-submission.ts';
import { tendTemplates } from './templates.ts';

/** A submission that nobody has finished for so long was left by a fault. */
const abandonedSeconds = 60;
const most = 200;

/**
 * What the clock brings about in campaigns: decisions that a fault kept from being taken are taken, what others have
 * completed since is asked for, items of reviewers who left go to the pool, and when a campaign is due what is open is
 * escalated. It answers nothing: silence keeps an item open. Everything of it may be done again.
 */
export async function tendCampaigns(system: System): Promise<void> {
  const now = system.clock.now();
  const abandoned = await system.database.query<{ entry: EntryId }>(
    `select entry from review.campaign_submission
      where finished_at is null and at < $1::timestamptz - make_interval(secs => $2) order by at limit $3`,
    [now, abandonedSeconds, most],
  );
  for (const { entry } of abandoned) await finishSubmission(system, entry);
  await fileLimits(system, now);
  await tendTemplates(system, now);
  await askForPlanned(system, now);
  await releaseSeatsOfLeavers(system, now);
  await escalateLate(system, now);
}

/** Cases of campaigns that others have completed: they wait as long for corrections as those that one signature completes. */
async function askForPlanned({ database }: System, now: Instant): Promise<void> {
  const planned = await database.query<{ plan: string; by: string; seconds: number; until: Instant | null }>(
    `select d.entry as plan, min(s.signer) as by, min((c.design->>'correctSeconds')::integer) as seconds,
            case when bool_and(a.until is not null) then max(a.until) end as until
       from review.campaign_answer a
       join review.campaign_submission s on s.id = a.submission
       join review.campaign c on c.no = a.campaign
       join review.proposal p on p.id = a.proposal and p.state = 'planned'
       join review.plan d on d.proposal = p.id and d.kind = 'decision'
      where a.corrected_by is null and not exists (select from review.asking q where q.plan = d.entry)
        and not exists (select from enforcement.request r where r.plan = d.entry)
      group by d.entry limit $1`,
    [most],
  );
  for (const { plan, by, seconds, until } of planned)
    await wishAsking(database, must(isEntryId, plan), {
      by,
      dueAt: until !== null && until > now ? until : addSeconds(now, seconds),
    });
}

/** Whoever left is asked no more: their open seats are the pool's, and the record says why. */
async function releaseSeatsOfLeavers(system: System, now: Instant): Promise<void> {
  const gone = await system.database.query<{ no: number; campaign: number }>(
    `select distinct r.no, c.no as campaign from review.campaign c
       join review.campaign_item i on i.campaign = c.no and i.state = 'open'
       join review.campaign_reviewer r on r.no in (i.r1, i.r2, i.r3)
       join query.identity p on p.ref = r.ref and p.state = 'left'
      where c.state = 'open' limit $1`,
    [most],
  );
  for (const [campaign, leavers] of Map.groupBy(gone, (each) => each.campaign))
    await system.database.transaction(async (tx) => {
      await tx.query('select from review.campaign where no = $1 for no key update', [campaign]);
      const numbers = leavers.map(({ no }) => no);
      const moved = await tx.query<{ n: number }>(
        `update review.campaign_item set
           r1 = case when r1 = any($2::integer[]) then null else r1 end,
           r2 = case when r2 = any($2::integer[]) then null else r2 end,
           r3 = case when r3 = any($2::integer[]) then null else r3 end
          where campaign = $1 and state = 'open' and (r1 = any($2::integer[]) or r2 = any($2::integer[]) or r3 = any($2::integer[]))
          returning n`,
        [campaign, numbers],
      );
      if (moved.length > 0)
        await note(system, tx, campaign, {
          what: 'reviewer_left',
          said: { items: moved.length, first: moved.slice(0, 100).map(({ n }) => n) },
          now,
        });
    });
}

/**
 * A campaign that is due with items open: from then on the pool may answer them too, and the record says so, once. Nothing is
 * suspended or taken away because nobody answered, unless people signed a mandate for that.
 */
async function escalateLate(system: System, now: Instant): Promise<void> {
  const late = await system.database.query<{ no: number; open: number }>(
    `select no, items - kept - taken as open from review.campaign
      where state = 'open' and due_at < $1 and items > kept + taken and escalated_at is null limit $2`,
    [now, most],
  );
  for (const { no, open } of late)
    await system.database.transaction(async (tx) => {
      const rows = await tx.query(
        'update review.campaign set escalated_at = $2 where no = $1 and escalated_at is null returning no',
        [no, now],
      );
      if (rows.length > 0)
        await note(system, tx, no, { what: 'escalated', said: { items: open, to: 'pool' }, now });
    });
}

async function note(
  { recorder, self }: System,
  tx: Parameters<System['recorder']['record']>[0],
  campaign: number,
  {
    what,
    said,
    now,
  }: { readonly what: string; readonly said: Readonly<Record<string, unknown>>; readonly now: Instant },
): Promise<void> {
  const [row] = await tx.query<{ id: string; launch: EntryId }>(
    'select id, launch_entry as launch from review.campaign where no = $1',
    [campaign],
  );
  if (row === undefined) return;
  const entry = await recorder.record(
    tx,
    entryDraft({
      type: 'campaign.noted',
      at: now,
      actor: self,
      causedBy: [row.launch],
      correlation: row.id,
      body: { campaign: row.id, what, ...said },
    }),
  );
  await tx.query(
    `insert into review.campaign_note (campaign, entry, what, said, at) values ($1, $2, $3, $4, $5)`,
    [campaign, entry, what, JSON.stringify(said), now],
  );
}
