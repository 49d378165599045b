import {
  addSeconds,
  isEntryId,
  isSubjectId,
  must,
  type CampaignId,
  type Instant,
  type SubjectId,
} from '../../../model/index.ts';
import type { Queryable } from '../../../platform/store/index.ts';
import { reviewersNamed } from '../../campaigns/reviewers.ts';
import { silenceOf } from '../../campaigns/silence.ts';
import type { System } from '../../system.ts';
import { mostOfALook, type NoticeDraft, type NoticeSource } from '../notice-source.ts';
import { isDueSoon } from './cases.ts';

interface Row {
  readonly no: number;
  readonly id: CampaignId;
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
  async look(system, { since }) {
    const { database } = system;
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
          otherwise: await ifNobodyAnswers(system, row.id),
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
  async look(system, { now }) {
    const { database } = system;
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
            otherwise: isLate ? null : await ifNobodyAnswers(system, id),
            path: `/campaigns/${id}`,
          },
          people: [...(await reviewersOf(database, no, 'open')), ...(isLate ? owner : [])],
        };
      }),
    );
  },
};

/** What people have signed to happen to items that nobody answers: announced to whoever is asked, before it does. */
export const campaignsSilence: NoticeSource = {
  name: 'campaigns silence',
  async look(system, { now }) {
    const rows = await system.database.query<Row & { readonly mandate: string }>(
      `select c.no, c.id, c.title, c.launched_at as since, c.due_at as due, c.launch_entry as launch, c.launched_by as by, m.id as mandate
         from review.mandate m join review.campaign c on c.id = m.terms::jsonb #>> '{scope,about}' and c.state = 'open'
        where m.kind = 'no_answer' and m.ended_at is null and m.until_at > $1
          and not exists (select from notify.notice n where n.kind = 'campaign.silence' and n.about = m.id)
        order by m.proposed_at, m.id limit $2`,
      [now, mostOfALook],
    );
    const drafts: NoticeDraft[] = [];
    for (const { no, id, title, since, due, mandate } of rows) {
      const stands = (await silenceOf(system, id)).find(
        (one) => one.mandate === mandate && one.whyNot === null,
      );
      if (stands !== undefined)
        drafts.push({
          notice: {
            kind: 'campaign.silence',
            about: mandate,
            title,
            why: stands.says,
            since,
            due,
            otherwise: null,
            path: `/campaigns/${id}`,
          },
          people: await reviewersOf(system.database, no, 'open'),
        });
    }
    return drafts;
  },
};

/** What happens when a campaign is due, in words: what people signed for that, or what happens by itself. */
export async function ifNobodyAnswers(system: System, campaign: CampaignId): Promise<string> {
  const stands = (await silenceOf(system, campaign)).filter(({ whyNot }) => whyNot === null);
  return stands.length === 0
    ? 'whoever reviews may answer instead'
    : stands.map(({ says }) => says).join(' ');
}

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
