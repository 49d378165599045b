import { done, type EntryId, type Instant, type Result } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { System } from '../system.ts';
import { campaignOf } from './campaign-row.ts';

/**
 * What came of an answer that takes something away. `waiting`: others have to sign. `planned`: everything is signed, and
 * the enforcer is asked when corrections are over. `proven`: the enforcer re-read the target, or the source was read after,
 * and it is so. `failed`: it is not. `cannot tell`: it was begun and how it ended is not known, or it is done by hand and no
 * read has shown it yet. `put back`: it was undone later. `rejected`: others signed that it is not to be. `not filed`: no
 * case could be made of it.
 */
export const effectNames = [
  'waiting',
  'planned',
  'running',
  'proven',
  'failed',
  'cannot tell',
  'put back',
  'rejected',
  'not filed',
] as const;
export type EffectName = (typeof effectNames)[number];
export type EffectCounts = Readonly<Record<EffectName, number>>;

/** How it stands with one item that was taken. */
export interface Effect {
  readonly n: number;
  readonly is: EffectName;
  readonly proposal: string | null;
  readonly plan: EntryId | null;
  readonly execution: EntryId | null;
  readonly because: string | null;
  readonly at: Instant | null;
}

/**
 * The effect of each item with an answer in force that takes something away; of an answer done by hand by what the source
 * shows: the row is gone, or a credential of the account was made or rotated after.
 */
const effectSql = `
with taken as (
  select a.n, a.answer, a.until, a.proposal, a.not_filed, a.at, i.source_no, i.account_hash, i.entity, i.key_hash
    from review.campaign_answer a join review.campaign_item i on i.campaign = a.campaign and i.n = a.n
   where a.campaign = $1 and a.corrected_by is null and a.answer not in ('certify', 'dont_know')
     and ($2::integer[] is null or a.n = any($2))),
acts as (
  select t.*, p.state, d.entry as plan, e.entry as execution, e.outcome, e.finished_at,
         exists (select from review.plan r join enforcement.execution x on x.plan = r.entry
           where r.restores = e.entry and x.outcome = 'done') as is_back,
         (select q.outcome->>'message' from enforcement.request q
           where q.plan = d.entry and q.outcome->>'ok' = 'false' order by q.id desc limit 1) as refused,
         exists (select from estate.credentials c where c.source_no = t.source_no and c.account_hash = t.account_hash
           and c.valid_to_read is null and greatest(c.rotated_at, c.created_at) > t.at) as is_rotated,
         not exists (select from estate.grants g where t.entity = 'grant' and g.source_no = t.source_no and g.key_hash = t.key_hash and g.valid_to_read is null)
           and not exists (select from estate.memberships m where t.entity = 'membership' and m.source_no = t.source_no and m.key_hash = t.key_hash and m.valid_to_read is null) as is_gone,
         (select max(r.started_at) from sources.read r where r.source_no = t.source_no and r.complete) as read_at
    from taken t
    left join review.proposal p on p.id = t.proposal
    left join review.plan d on d.proposal = p.id and d.kind = 'decision'
    left join lateral (select entry, outcome, finished_at from enforcement.execution x where x.plan = d.entry order by started_at desc limit 1) e on true)
select n, proposal, plan, execution, coalesce(finished_at, at) as at, coalesce(not_filed, refused) as because,
  case
    when is_back then 'put back'
    when outcome = 'done' then 'proven'
    when outcome in ('failed', 'undone') then 'failed'
    when outcome is not null then 'cannot tell'
    when execution is not null then 'running'
    when proposal is null and answer in ('rotate', 'make_ephemeral')
      then case when answer = 'rotate' and is_rotated or is_gone and read_at > at then 'proven' else 'cannot tell' end
    when is_gone and read_at > at then 'proven'
    when proposal is null and answer = 'limit' and not_filed is null then 'planned'
    when proposal is null then 'not filed'
    when state = 'rejected' then 'rejected'
    when refused is not null then 'failed'
    when plan is not null then 'planned'
    else 'waiting' end as is
  from acts`;

/** The effects of these items, or of all that were taken. */
export const effectsOf = (
  on: Queryable,
  campaign: number,
  items: readonly number[] | null,
): Promise<readonly Effect[]> => on.query<Effect>(`${effectSql} order by n`, [campaign, items]);

export async function effectCounts(
  { database }: Pick<System, 'database'>,
  campaign: number,
): Promise<EffectCounts> {
  const rows = await database.query<{ is: EffectName; count: number }>(
    `select e.is, count(*) as count from (${effectSql}) e group by e.is`,
    [campaign, null],
  );
  const counts = {
    waiting: 0,
    planned: 0,
    running: 0,
    proven: 0,
    failed: 0,
    'cannot tell': 0,
    'put back': 0,
    rejected: 0,
    'not filed': 0,
  };
  for (const { is, count } of rows) counts[is] += count;
  return counts;
}

/** What came of everything that one campaign took away. */
export async function listEffects(
  { database }: Pick<System, 'database'>,
  id: string,
): Promise<Result<{ readonly items: readonly Effect[] }>> {
  const found = await campaignOf(database, id);
  return found.ok ? done({ items: await effectsOf(database, found.value.no, null) }) : found;
}
