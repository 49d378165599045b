import { done, type Instant, type ProposalId, type SubjectId, type Tier } from '../../model/index.ts';
import type { InboxSource } from './inbox-item.ts';

/** Questions about what this person asked for that nobody has answered yet: their case waits until then. */
export const questionsToAnswer: InboxSource = {
  kind: 'answer',
  async items({ database }, person) {
    const rows = await database.query<{
      readonly proposal: ProposalId;
      readonly title: string;
      readonly from: SubjectId;
      readonly at: Instant;
      readonly tier: Tier | null;
      readonly closeAt: Instant | null;
    }>(
      `select p.id as proposal, p.title, q.person as "from", q.at, c.tier, c.close_at as "closeAt"
         from review.proposal p
         join lateral (select person, at from review.note n
                        where n.proposal = p.id and n.kind = 'question' order by at desc limit 1) q on true
         left join review.case_wait c on c.proposal = p.id
        where p.requester = $1 and p.state = 'open'
          and not exists (select 1 from review.note a where a.proposal = p.id and a.kind = 'answer' and a.at >= q.at)
        order by q.at, p.id`,
      [person],
    );
    return done(
      rows.map(({ proposal, title, from, at, tier, closeAt }) => ({
        kind: 'answer' as const,
        id: proposal,
        title,
        why: 'Somebody who could approve what you asked for asks you something first.',
        ...(tier === null ? {} : { tier }),
        since: at,
        due: closeAt,
        ...(closeAt === null ? {} : { otherwise: 'it is closed without being granted' }),
        isAsked: true,
        from,
        path: `/proposals/${proposal}`,
        command: `countersign show ${proposal}`,
      })),
    );
  },
};
