import { done, lanes, type CampaignId, type Instant } from '../../model/index.ts';
import { reviewingAs } from '../campaigns/reviewers.ts';
import type { InboxItem, InboxSource } from './inbox-item.ts';

interface Row {
  readonly id: CampaignId;
  readonly title: string;
  readonly since: Instant;
  readonly due: Instant;
  readonly own: number;
  readonly pooled: number;
}

/** Campaigns with items that wait for this person: by name, or as one of the pool where nobody is known. */
export const itemsToCertify: InboxSource = {
  kind: 'certify',
  async items(system, person, now) {
    const standing = (await system.signers.inForce(now)).find((each) => each.person === person);
    if (standing === undefined) return done([]);
    const items: InboxItem[] = [];
    for (const lane of lanes) {
      const me = await reviewingAs(system.database, standing, lane);
      const rows = await system.database.query<Row>(
        `select c.id, c.title, c.launched_at as since, c.due_at as due,
                (select count(*) from review.campaign_item i where i.campaign = c.no and i.state = 'open'
                  and ((i.open_seats & 1 <> 0 and i.r1 = any($1::integer[])) or (i.open_seats & 2 <> 0 and i.r2 = any($1::integer[]))
                    or (i.open_seats & 4 <> 0 and i.r3 = any($1::integer[])))) as own,
                (select case when $2 then count(*) else 0 end from review.campaign_item i where i.campaign = c.no and i.state = 'open'
                  and ((i.open_seats & 1 <> 0 and i.r1 is null) or (i.open_seats & 2 <> 0 and i.r2 is null)
                    or (i.open_seats & 4 <> 0 and i.r3 is null))) as pooled
           from review.campaign c where c.state = 'open' and c.lane = $3 order by c.due_at, c.no`,
        [me.numbers, me.inPool, lane],
      );
      items.push(...rows.filter(({ own, pooled }) => own + pooled > 0).map((row) => itemOf(row, now)));
    }
    return done(items);
  },
};

function itemOf({ id, title, since, due, own, pooled }: Row, now: Instant): InboxItem {
  const isAsked = own > 0;
  const counted = (n: number): string => `${n} ${n === 1 ? 'item' : 'items'}`;
  return {
    kind: 'certify',
    id,
    title,
    why: isAsked
      ? `You are asked about ${counted(own)}${pooled > 0 ? `, and ${counted(pooled)} are asked of nobody in particular` : ''}.`
      : `${counted(pooled)} ${pooled === 1 ? 'is' : 'are'} asked of nobody in particular; you could answer.`,
    since,
    ...(due > now ? { due, otherwise: 'whoever reviews may answer instead' } : { due: null }),
    isAsked,
    path: `/campaigns/${id}`,
    command: `countersign campaign items ${id}`,
  };
}
