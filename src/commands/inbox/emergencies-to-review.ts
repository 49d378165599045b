import { done, type EntryId, type Instant, type SubjectId } from '../../model/index.ts';
import type { InboxSource } from './inbox-item.ts';

/** What somebody took in an emergency past this person, and nobody has looked at yet. */
export const emergenciesToReview: InboxSource = {
  kind: 'review_emergency',
  async items({ database }, person) {
    const rows = await database.query<{
      readonly glass: EntryId;
      readonly title: string;
      readonly reason: string;
      readonly from: SubjectId;
      readonly at: Instant;
    }>(
      `select g.entry as glass, p.title, g.reason, g.person as "from", g.at
         from review.glass g join review.proposal p on p.id = g.proposal
        where g.reviewed_at is null and g.person <> $1
          and exists (select 1 from review.notice n
                       where n.kind = 'glass.broken' and n.about = g.entry and n.person = $1)
        order by g.at, g.entry`,
      [person],
    );
    return done(
      rows.map(({ glass, title, reason, from, at }) => ({
        kind: 'review_emergency' as const,
        id: glass,
        title,
        why: `Taken in an emergency without you, because: ${reason}`,
        tier: 'high' as const,
        since: at,
        due: null,
        isAsked: true,
        from,
        path: `/ledger/${glass}`,
        command: `countersign request review ${glass} (--justified | --not-justified) --text TEXT`,
      })),
    );
  },
};
