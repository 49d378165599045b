import { type CampaignId, type EntryId, type Instant, type SubjectId } from '../../model/index.ts';
import { readContent } from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { changesOf } from './changes-of.ts';
import { fileCase } from './open-submission.ts';

const most = 200;

/** How long before its date a signature is asked for: a statement is carried out within a week. */
const signedAheadSeconds = 6 * 86_400;

/**
 * Limits that were too far ahead to be signed with their answer: some days before its date each becomes a case, as its
 * signed answer said, and waits for those whom policy asks, so that the access ends on its date. Nothing is taken away by
 * the clock alone.
 */
export async function fileLimits(system: System, now: Instant): Promise<void> {
  const due = await system.database.query<{
    campaign: number;
    id: CampaignId;
    title: string;
    launchEntry: EntryId;
    launchedBy: SubjectId;
    n: number;
    content: string;
    until: Instant;
    reason: string | null;
  }>(
    `select c.no as campaign, c.id, c.title, c.launch_entry as "launchEntry", c.launched_by as "launchedBy", a.n, i.content, a.until, a.reason
       from review.campaign_answer a join review.campaign c on c.no = a.campaign
       join review.campaign_item i on i.campaign = a.campaign and i.n = a.n
      where a.answer = 'limit' and a.corrected_by is null and a.proposal is null and a.not_filed is null and a.until <= $1::timestamptz + make_interval(secs => $3)
      order by a.until, a.campaign, a.n limit $2`,
    [now, most, signedAheadSeconds],
  );
  if (due.length === 0) return;
  const bench = await reviewBench(system);
  if (!bench.ok) return;
  for (const { campaign, n, content, until, reason, ...of } of due) {
    const item = { content: readContent(content) };
    const filed = await fileCase(
      bench.value,
      of,
      { item, answer: 'limit', until, reason },
      changesOf(item.content, 'limit', null),
    );
    await system.database.query(
      `update review.campaign_answer set proposal = $3, not_filed = $4
        where campaign = $1 and n = $2 and answer = 'limit' and corrected_by is null and proposal is null`,
      [campaign, n, filed.ok ? filed.value : null, filed.ok ? null : filed.message.slice(0, 500)],
    );
  }
}
