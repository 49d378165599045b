import type { Migration } from '../platform/store/index.ts';

/** What asking for access keeps beside a proposal. Nothing of it decides: what counts is in the ledger. */
export const requestSteps: readonly Migration[] = [
  {
    id: '0140-requests',
    sql: `
-- what each proposal would give to whom: the same asked again finds who refused it
create table review.asked (
  proposal text not null references review.proposal (id),
  step int not null,
  source text not null,
  subject text not null,
  thing text not null,
  primary key (proposal, step)
);
create index asked_same on review.asked (source, subject, thing);
insert into review.asked (proposal, step, source, subject, thing)
select p.id, (c.n - 1)::int, c.value -> 'change' ->> 'source',
       coalesce(c.value -> 'change' ->> 'subjectKey', c.value -> 'change' ->> 'memberKey'),
       coalesce(c.value -> 'change' ->> 'entitlementKey', c.value -> 'change' ->> 'groupKey')
  from review.proposal p, jsonb_array_elements(p.content::jsonb -> 'changes') with ordinality c (value, n)
 where c.value -> 'change' ->> 'type' in ('grant.add', 'membership.add');
grant select, insert on review.asked to countersign_server;
grant select on review.asked to countersign_enforcer;
alter table review.decision add column reason text;
-- questions, answers and withdrawals, as the ledger has them
create table review.note (
  entry text primary key,
  proposal text not null references review.proposal (id),
  kind text not null check (kind in ('question', 'answer', 'withdrawal')),
  person text not null,
  content text not null,
  at timestamptz not null,
  statement text not null,
  unique (proposal, statement)
);
create index note_of_proposal on review.note (proposal, at);
grant select, insert on review.note to countersign_server;
`,
  },
  {
    // emergencies: each is open until somebody else has looked at it; whoever was passed over is to be told
    id: '0142-review-glass',
    sql: `
create table review.glass (
  entry text primary key,
  proposal text not null unique references review.proposal (id),
  plan text not null references review.plan (entry),
  person text not null,
  reason text not null,
  ends_at timestamptz not null,
  at timestamptz not null,
  review_entry text,
  reviewed_by text,
  found text check (found in ('justified', 'not_justified')),
  review_text text,
  reviewed_at timestamptz,
  check ((review_entry is null) = (reviewed_at is null))
);
create index glass_open on review.glass (at) where reviewed_at is null;
create table review.notice (
  id bigint generated always as identity primary key,
  person text not null,
  kind text not null,
  about text not null,
  proposal text references review.proposal (id),
  at timestamptz not null,
  sent_at timestamptz,
  unique (person, kind, about)
);
create index notice_due on review.notice (at) where sent_at is null;
grant select, insert on review.glass, review.notice to countersign_server;
grant update (review_entry, reviewed_by, found, review_text, reviewed_at) on review.glass to countersign_server;
grant update (sent_at) on review.notice to countersign_server;
`,
  },
];
