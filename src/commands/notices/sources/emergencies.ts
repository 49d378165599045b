import { isEntryId, isSubjectId, must, type Instant } from '../../../model/index.ts';
import type { System } from '../../system.ts';
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

/** Notes of everybody who was passed over that a message to them is on its way. */
export const noteTold = ({ database }: Pick<System, 'database'>, now: Instant) =>
  database.query(
    `update review.notice r set sent_at = $1 where r.sent_at is null and r.kind = 'glass.broken' and exists (
       select from notify.notice n where n.receiver = r.person and n.kind = r.kind and n.about = r.about and n.delivery is not null)`,
    [now],
  );
