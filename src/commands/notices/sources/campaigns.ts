import {
  addSeconds,
  isEntryId,
  isSubjectId,
  must,
  type Instant,
  type SubjectId,
} from '../../../model/index.ts';
import type { Queryable } from '../../../platform/store/index.ts';
import { reviewersNamed } from '../../campaigns/reviewers.ts';
import { mostOfALook, type NoticeSource } from '../notice-source.ts';
import { isDueSoon } from './cases.ts';

interface Row {
  readonly no: number;
  readonly id: string;
  readonly title: string;
  readonly since: Instant;
  readonly due: Instant;
  readonly launch: string;
  readonly by: string | null;
}
const columns = `select no, id, title, launched_at as since, due_at as due, launch_entry as launch, launched_by as by
   from review.campaign`;

/** Campaigns that were launched: each reviewer by name is told. */
export const campaignsLaunched: NoticeSource = {
  name: 'campaigns launched',
  async look({ database }, { since }) {
    const rows = await database.query<Row>(
      `${columns} where state = 'open' and launched_at >= $1 order by launched_at limit $2`,
      [since, mostOfALook],
    );
    return Promise.all(
      rows.map(async (row) => ({
        notice: {
          kind: 'campaign.launched' as const,
          about: row.id,
          title: row.title,
          why: 'You are asked about items of it.',
          since: row.since,
          due: row.due,
          otherwise: 'whoever reviews may answer instead',
          path: `/campaigns/${row.id}`,
        },
        people: await reviewersOf(database, row.no),
        cause: must(isEntryId, row.launch),
      })),
    );
  },
};

/** Campaigns that are due soon, and those that are overdue: who still has items open, and who launched them. */
export const campaignsDue: NoticeSource = {
  name: 'campaigns due',
  async look({ database }, { now }) {
    const rows = await database.query<Row>(
      `${columns} c where state = 'open' and items > kept + taken and due_at <= $1
          and not exists (select from notify.notice n where n.about = c.id
            and n.kind = case when c.due_at <= $3 then 'campaign.overdue' else 'campaign.due' end)
        order by due_at limit $2`,
      [addSeconds(now, 86_400), mostOfALook, now],
    );
    const told = rows.filter(({ since, due }) => due <= now || isDueSoon(since, due, now));
    return Promise.all(
      told.map(async ({ no, id, title, since, due, by }) => {
        const isLate = due <= now;
        const owner = by === null ? [] : [must(isSubjectId, by)];
        return {
          notice: {
            kind: isLate ? ('campaign.overdue' as const) : ('campaign.due' as const),
            about: id,
            title,
            why: isLate ? 'Items of it are open, and it is over its date.' : 'Items of it are still open.',
            since,
            due: isLate ? null : due,
            otherwise: isLate ? null : 'whoever reviews may answer instead',
            path: `/campaigns/${id}`,
          },
          people: [...(await reviewersOf(database, no, 'open')), ...(isLate ? owner : [])],
        };
      }),
    );
  },
};

/** Who is asked about items of a campaign by name, and has a key; with `open` only who still is. */
export async function reviewersOf(
  on: Queryable,
  campaign: number,
  which: 'ever' | 'open' = 'ever',
): Promise<readonly SubjectId[]> {
  // by reviewer, since a campaign may have a million items
  const rows = await on.query<{ reviewer: number }>(
    `select s.reviewer from (select distinct reviewer from review.campaign_share where campaign = $1 and reviewer is not null) s
      where $2 or exists (select from review.campaign_item i where i.campaign = $1 and i.state = 'open' and (
        (i.r1 = s.reviewer and i.open_seats & 1 <> 0) or (i.r2 = s.reviewer and i.open_seats & 2 <> 0)
        or (i.r3 = s.reviewer and i.open_seats & 4 <> 0)))`,
    [campaign, which === 'ever'],
  );
  const named = await reviewersNamed(
    on,
    rows.map(({ reviewer }) => reviewer),
  );
  return [...named.values()].flatMap(({ person }) => person ?? []);
}
