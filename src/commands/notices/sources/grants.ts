import { addSeconds, isSubjectId, must, type Instant } from '../../../model/index.ts';
import { mostOfALook, type NoticeSource } from '../notice-source.ts';

/** Access that ends within three days, or within the last quarter of its time where that is less: who asked for it is told. */
export const grantsEnding: NoticeSource = {
  name: 'grants ending',
  async look({ database }, { now }) {
    const rows = await database.query<{
      readonly id: string;
      readonly title: string;
      readonly since: Instant;
      readonly endsAt: Instant;
      readonly requester: string;
    }>(
      `select p.id, p.title, min(l.created_at) as since, min(e.ends_at) as "endsAt", p.requester
         from review.ending e join review.plan l on l.entry = e.plan join review.proposal p on p.id = l.proposal
         join enforcement.execution x on x.plan = e.plan and x.outcome = 'done'
        where e.settled is null and p.requester is not null and e.ends_at > $1 and e.ends_at <= $2
          and e.ends_at - $1::timestamptz <= (e.ends_at - l.created_at) / 4
        group by p.id order by 4 limit $3`,
      [now, addSeconds(now, 3 * 86_400), mostOfALook],
    );
    return rows.map(({ id, title, since, endsAt, requester }) => ({
      notice: {
        kind: 'grant.ending',
        about: `${id} ${endsAt}`,
        title,
        why: 'It was given until a date. If it is still needed, ask for it again: that is a new decision.',
        since,
        due: endsAt,
        otherwise: 'it is taken away',
        path: `/proposals/${id}`,
      },
      people: [must(isSubjectId, requester)],
    }));
  },
};
