import { isEntryId, isSubjectId, must, type Instant } from '../../../model/index.ts';
import { mostOfALook, type NoticeSource } from '../notice-source.ts';

/** Access that somebody took in an emergency: each approver who was passed over hears of it at once. */
export const emergencies: NoticeSource = {
  name: 'emergencies',
  async look({ database }, { since }) {
    const rows = await database.query<{
      readonly about: string;
      readonly people: readonly string[];
      readonly title: string;
      readonly reason: string;
      readonly at: Instant;
      readonly endsAt: Instant;
    }>(
      `select g.entry as about, p.title, g.reason, g.at, g.ends_at as "endsAt",
              array(select n.person from review.notice n where n.kind = 'glass.broken' and n.about = g.entry) as people
         from review.glass g join review.proposal p on p.id = g.proposal
        where g.at >= $1 order by g.at limit $2`,
      [since, mostOfALook],
    );
    return rows.map(({ about, people, title, reason, at, endsAt }) => ({
      notice: {
        kind: 'glass.broken',
        about,
        title,
        why: `Taken without you, because: ${reason}`,
        since: at,
        due: endsAt,
        otherwise: 'it is taken away again; somebody has to review it',
        path: `/ledger/${about}`,
      },
      people: people.map((person) => must(isSubjectId, person)),
      cause: must(isEntryId, about),
    }));
  },
};
