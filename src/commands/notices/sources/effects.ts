import { isEntryId, isSubjectId, must, type Instant } from '../../../model/index.ts';
import { mostOfALook, type NoticeDraft, type NoticeSource } from '../notice-source.ts';

interface Row {
  readonly plan: string;
  readonly proposal: string;
  readonly title: string;
  readonly kind: string;
  readonly outcome: string | null;
  readonly because: string | null;
  readonly at: Instant;
  readonly entry: string | null;
  readonly people: readonly string[];
}

const peopleOf = `array(select p.requester where p.requester is not null
  union select d.signer from review.decision d where d.proposal = p.id and d.answer = 'approve')`;

/** What was changed at a target and proven there by reading it again, and what was to be and is not. */
export const effects: NoticeSource = {
  name: 'effects',
  async look({ database }, { since }) {
    const rows = await database.query<Row>(
      `select x.plan, p.id as proposal, p.title, x.kind, x.outcome, x.because, x.finished_at as at, x.finished_entry as entry,
              ${peopleOf} as people
         from enforcement.execution x join review.plan l on l.entry = x.plan join review.proposal p on p.id = l.proposal
        where x.finished_at >= $1 order by x.finished_at limit $2`,
      [since, mostOfALook],
    );
    return rows.map(draftOf);
  },
};

/** What the enforcer was asked for and refused, before anything was changed. */
export const effectsRefused: NoticeSource = {
  name: 'effects refused',
  async look({ database }, { since }) {
    const rows = await database.query<Row>(
      `select r.plan, p.id as proposal, p.title, l.kind, null as outcome, r.outcome ->> 'message' as because,
              r.finished_at as at, null as entry, ${peopleOf} as people
         from enforcement.request r join review.plan l on l.entry = r.plan join review.proposal p on p.id = l.proposal
        where r.finished_at >= $1 and r.outcome ->> 'ok' = 'false'
          and not exists (select from enforcement.execution x where x.plan = r.plan)
        order by r.finished_at limit $2`,
      [since, mostOfALook],
    );
    return rows.map(draftOf);
  },
};

function draftOf({ plan, proposal, title, kind, outcome, because, at, entry, people }: Row): NoticeDraft {
  const isProven = outcome === 'done';
  const what = whatWas[kind] ?? 'It';
  return {
    notice: {
      kind: isProven ? 'effect.proven' : 'effect.failed',
      about: plan,
      title,
      why: isProven
        ? `${what} is done, and proven by reading the target again.`
        : `${what} did not come about${because === null ? '' : `: ${because}`}`,
      since: at,
      due: null,
      otherwise: null,
      path: `/proposals/${proposal}`,
    },
    people: people.map((person) => must(isSubjectId, person)),
    ...(entry === null ? {} : { cause: must(isEntryId, entry) }),
  };
}

/** By the kind of plan. */
const whatWas: Readonly<Record<string, string>> = {
  decision: 'What was decided',
  restore: 'Putting it back',
  expiry: 'Taking it away at its end',
  mandate: 'What the standing order selected',
  return: 'Putting back what the standing order did',
  glass: 'What was taken in an emergency',
};
