import type { Migration } from '../platform/store/index.ts';

/** For whom a case waits. */
export const waitingSteps: readonly Migration[] = [
  {
    // for whom a case waits, as worked out last: it finds what somebody could answer, and gives nobody authority. What
    // happens when nobody answers is due at `look_at`, a column that a sweep enforces
    id: '0151-review-waiting',
    sql: `
create table review.case_wait (
  proposal text primary key references review.proposal (id),
  -- null: it waits for nobody any more
  look_at timestamptz,
  stage text not null default 'asked' check (stage in ('asked', 'reminded', 'stood in', 'closed')),
  tier text check (tier in ('low', 'medium', 'high')),
  remind_at timestamptz,
  replace_at timestamptz,
  close_at timestamptz,
  -- why it waits for nobody, where it should
  nobody_because text
);
create index case_wait_due on review.case_wait (look_at) where look_at is not null;
create table review.waiting (
  proposal text not null references review.proposal (id),
  person text not null,
  -- whose authority they would use: themselves, or whoever lent them theirs
  authority text not null,
  roles text[] not null,
  -- asked by name: the first of those who could, and the next once a reminder was due
  asked_at timestamptz,
  primary key (proposal, person, authority)
);
create index waiting_for_person on review.waiting (person);
create function review.look_at_case() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_table_name = 'proposal' then
    insert into review.case_wait (proposal, look_at) values (new.id, 'epoch') on conflict (proposal) do update set look_at = 'epoch';
  elsif tg_table_name = 'delegation' then
    update review.case_wait set look_at = 'epoch' where look_at is not null;
  else
    update review.case_wait set look_at = 'epoch' where proposal = new.proposal and look_at is not null;
  end if;
  perform pg_notify('review_waiting', '');
  return null;
end $$;
revoke all on function review.look_at_case() from public;
grant select, insert, update on review.case_wait to countersign_server;
grant select, insert, update, delete on review.waiting to countersign_server;
insert into review.case_wait (proposal, look_at) select id, 'epoch' from review.proposal where state = 'open';
create trigger waits after insert on review.proposal for each row execute function review.look_at_case();
create trigger waits after insert on review.decision for each row execute function review.look_at_case();
create trigger waits after insert on review.recusal for each row execute function review.look_at_case();
create trigger waits after insert or update on review.delegation for each row execute function review.look_at_case();
`,
  },
];
