import {
  done,
  type ApproverRole,
  type Instant,
  type ProposalId,
  type SubjectId,
  type Tier,
} from '../../model/index.ts';
import type { WaitStage } from '../../review/index.ts';
import { reassignmentsOf } from '../approvers/reassign.ts';
import type { InboxItem, InboxSource } from './inbox-item.ts';

interface Row {
  readonly proposal: ProposalId;
  readonly authority: SubjectId;
  readonly roles: readonly ApproverRole[];
  readonly isAsked: boolean;
  readonly title: string;
  readonly origin: string;
  readonly createdAt: Instant;
  readonly stage: WaitStage;
  readonly tier: Tier | null;
  readonly remindAt: Instant | null;
  readonly replaceAt: Instant | null;
  readonly closeAt: Instant | null;
}

/** Cases that this person's signature would bring further now, in their own right or with an authority lent to them. */
export const casesToDecide: InboxSource = {
  kind: 'decide',
  async items(system, person, now) {
    const rows = await system.database.query<Row>(
      `select w.proposal, w.authority, w.roles, w.asked_at is not null as "isAsked", p.title, p.origin,
              p.created_at as "createdAt", c.stage, c.tier, c.remind_at as "remindAt", c.replace_at as "replaceAt",
              c.close_at as "closeAt"
         from review.waiting w join review.proposal p on p.id = w.proposal and p.state = 'open'
         join review.case_wait c on c.proposal = w.proposal
        where w.person = $1 order by p.created_at, p.id, w.authority <> w.person, w.authority`,
      [person],
    );
    const items: InboxItem[] = [];
    const seen = new Set<ProposalId>();
    for (const row of rows) {
      // one person gives one answer: where they may in their own right, that is it
      if (seen.has(row.proposal)) continue;
      seen.add(row.proposal);
      const handed = await reassignmentsOf(system.database, row.proposal);
      const away = handed.findLast(({ by }) => by === person);
      const here = handed.findLast(({ to }) => to === person);
      if (away !== undefined && (here === undefined || here.at < away.at)) continue;
      items.push(itemOf(row, person, here, now));
    }
    return done(items);
  },
};

function itemOf(
  row: Row,
  person: SubjectId,
  handed: { readonly by: SubjectId; readonly reason: string } | undefined,
  now: Instant,
): InboxItem {
  const standsFor = row.authority === person ? undefined : row.authority;
  return {
    kind: 'decide',
    id: row.proposal,
    title: row.title,
    why: whyOf(row, standsFor !== undefined, handed?.reason),
    ...(row.tier === null ? {} : { tier: row.tier }),
    since: row.createdAt,
    ...dueOf(row, now),
    isAsked: row.isAsked || handed !== undefined,
    ...(standsFor === undefined ? {} : { standsFor }),
    ...(handed === undefined ? {} : { from: handed.by }),
    path: `/proposals/${row.proposal}${standsFor === undefined ? '' : `?for=${standsFor}`}`,
    command: `countersign decide ${row.proposal} (--approve | --reject)${standsFor === undefined ? '' : ` --for ${standsFor}`}`,
  };
}

function whyOf({ roles, stage, isAsked }: Row, isLent: boolean, handed: string | undefined): string {
  const role = roles.map((each) => each.replaceAll('_', ' ')).join(' or ');
  const as = isLent ? `You stand for somebody who could answer as ${role}.` : `You could answer as ${role}.`;
  if (handed !== undefined) return `${as} Handed to you: ${handed}`;
  if (stage === 'stood in') return `${as} Nobody answered in time, so it is asked of everybody who may.`;
  if (stage === 'reminded' && isAsked) return `${as} It has waited longer than it should.`;
  return isAsked ? `${as} You are the one who is asked.` : `${as} Others could as well.`;
}

function dueOf(
  { stage, origin, remindAt, replaceAt, closeAt }: Row,
  now: Instant,
): Pick<InboxItem, 'due' | 'otherwise'> {
  const isRequest = origin === 'person' || origin === 'agent';
  const steps = [
    { at: remindAt, otherwise: 'the next who could answer is asked', is: stage === 'asked' },
    {
      at: replaceAt,
      otherwise: 'their manager or security may answer instead',
      is: stage === 'asked' || stage === 'reminded',
    },
    { at: closeAt, otherwise: 'it is closed without being granted', is: isRequest },
  ];
  const next = steps.find(({ at, is }) => is && at !== null && at > now);
  return next === undefined || next.at === null ? { due: null } : { due: next.at, otherwise: next.otherwise };
}
