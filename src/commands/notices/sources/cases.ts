import { addSeconds, isSubjectId, millisecondsOf, must, type Instant } from '../../../model/index.ts';
import { casesToDecide } from '../../inbox/cases-to-decide.ts';
import { mostOfALook, type NoticeDraft, type NoticeSource } from '../notice-source.ts';

/** A day before something else happens, or after half of the time where there is less. */
export const isDueSoon = (since: Instant, due: Instant, now: Instant): boolean => {
  const left = millisecondsOf(due) - millisecondsOf(now);
  return left > 0 && left <= Math.min(86_400_000, (millisecondsOf(due) - millisecondsOf(since)) / 2);
};

/** Cases that somebody is asked about by name and that go on to somebody else, or close, soon. */
export const casesDue: NoticeSource = {
  name: 'cases due',
  async look(system, { now }) {
    const people = await system.database.query<{ readonly person: string }>(
      `select distinct w.person from review.waiting w join review.case_wait c on c.proposal = w.proposal
        where w.asked_at is not null and least(
          case when c.stage = 'asked' then c.remind_at end,
          case when c.stage in ('asked', 'reminded') then c.replace_at end, c.close_at) between $1 and $2 limit $3`,
      [now, addSeconds(now, 86_400), mostOfALook],
    );
    const drafts: NoticeDraft[] = [];
    for (const { person } of people) {
      const who = must(isSubjectId, person);
      const items = await casesToDecide.items(system, who, now);
      if (!items.ok) continue;
      for (const { id, title, why, since, due, otherwise, path, isAsked } of items.value)
        if (isAsked && due !== null && isDueSoon(since, due, now))
          drafts.push({
            notice: {
              kind: 'case.due',
              about: `${id} ${due}`,
              title,
              why,
              since,
              due,
              otherwise: otherwise ?? null,
              path,
            },
            people: [who],
          });
    }
    return drafts;
  },
};

/** Cases that nobody answered in time: whoever is asked next is told, and who was asked before. */
export const casesLate: NoticeSource = {
  name: 'cases late',
  async look({ database }, { now }) {
    const rows = await database.query<{
      readonly id: string;
      readonly title: string;
      readonly stage: 'reminded' | 'stood in';
      readonly since: Instant;
      readonly closeAt: Instant | null;
      readonly people: readonly string[];
    }>(
      `select p.id, p.title, c.stage, p.created_at as since,
              case when p.origin in ('person', 'agent') and c.close_at > $1 then c.close_at end as "closeAt",
              array(select distinct w.person from review.waiting w where w.proposal = p.id and w.asked_at is not null) as people
         from review.case_wait c join review.proposal p on p.id = c.proposal and p.state = 'open'
        where c.stage in ('reminded', 'stood in')
          and not exists (select from notify.notice n where n.kind = 'case.late' and n.about = p.id || ' ' || c.stage)
        order by p.created_at limit $2`,
      [now, mostOfALook],
    );
    return rows.map(({ id, title, stage, since, closeAt, people }) => ({
      notice: {
        kind: 'case.late',
        about: `${id} ${stage}`,
        title,
        why:
          stage === 'reminded'
            ? 'It has waited longer than it should: the next who could answer is asked as well.'
            : 'Nobody answered in time: it is asked of everybody who may stand in.',
        since,
        due: closeAt,
        otherwise: closeAt === null ? null : 'it is closed without being granted',
        path: `/proposals/${id}`,
      },
      people: people.map((person) => must(isSubjectId, person)),
    }));
  },
};

/** Requests that nobody answered and that are closed: whoever asked is told. */
export const casesClosed: NoticeSource = {
  name: 'cases closed',
  async look({ database }, { since, now }) {
    const rows = await database.query<{
      readonly id: string;
      readonly title: string;
      readonly at: Instant;
      readonly requester: string;
    }>(
      `select p.id, p.title, p.created_at as at, p.requester
         from review.case_wait c join review.proposal p on p.id = c.proposal
        where c.stage = 'closed' and p.state = 'withdrawn' and p.requester is not null and c.close_at between $1 and $2
        order by c.close_at limit $3`,
      [addSeconds(since, -86_400), now, mostOfALook],
    );
    return rows.map(({ id, title, at, requester }) => ({
      notice: {
        kind: 'case.closed',
        about: id,
        title,
        why: 'Nobody answered in time, so it was not granted. Ask again if you still need it.',
        since: at,
        due: null,
        otherwise: null,
        path: `/proposals/${id}`,
      },
      people: [must(isSubjectId, requester)],
    }));
  },
};
