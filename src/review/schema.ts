import type { Migration } from '../platform/store/index.ts';
import { requestSteps } from './requests-schema.ts';
import { whatIfSteps } from './what-if-schema.ts';
import { waitingSteps } from './waiting-schema.ts';

/** Proposals, decisions and plans as the server keeps them for queries; what they prove is in the ledger. */
export const reviewSteps: readonly Migration[] = [
  {
    id: '0040-review',
    sql: `
create schema review;
create table review.proposal (
  id text primary key,
  entry text not null unique,
  verdict_entry text not null,
  title text not null,
  origin text not null,
  drafted_by text not null,
  content text not null,
  blob jsonb not null,
  changes_digest text not null,
  findings text[] not null,
  state text not null check (state in ('open', 'rejected', 'planned', 'withdrawn')),
  requester text,
  created_at timestamptz not null,
  ends_at timestamptz
);
create index proposal_open on review.proposal (created_at desc) where state = 'open';
create table review.decision (
  entry text primary key,
  proposal text not null references review.proposal (id),
  signer text not null,
  key_fingerprint text not null,
  assurance text not null,
  answer text not null check (answer in ('approve', 'reject')),
  role text not null,
  statement text not null,
  signed_at timestamptz not null,
  expires_at timestamptz not null,
  restorable_until timestamptz not null
);
create index decision_of_proposal on review.decision (proposal, signed_at);
create table review.plan (
  entry text primary key,
  proposal text not null references review.proposal (id),
  kind text not null check (kind in ('decision', 'restore')),
  restores text,
  created_at timestamptz not null
);
create index plan_of_proposal on review.plan (proposal, created_at);
create unique index plan_decision_once on review.plan (proposal) where kind = 'decision';
create unique index plan_restore_once on review.plan (restores) where kind = 'restore';
grant usage on schema review to countersign_server, countersign_enforcer;
grant select, insert on review.proposal, review.decision, review.plan to countersign_server;
grant update (state, verdict_entry) on review.proposal to countersign_server;
grant select on review.proposal, review.decision, review.plan to countersign_enforcer;
`,
  },
  {
    // on the way to an enrolment, without any effect of their own: what counts is in the ledger
    id: '0045-signers',
    sql: `
create table review.registration (
  id text primary key,
  person text not null,
  display_name text not null,
  rp_id text not null,
  origin text not null,
  challenge text not null,
  expires_at timestamptz not null,
  public_key text,
  key_fingerprint text,
  record jsonb
);
create index registration_ends on review.registration (expires_at);
create table review.signer_change (
  id text primary key,
  act text not null check (act in ('enrol', 'replace', 'revoke')),
  statement text not null,
  because text not null,
  expires_at timestamptz not null,
  entry text
);
create table review.signer_signature (
  change text not null references review.signer_change (id) on delete cascade,
  signer text not null,
  signature text not null,
  signed_at timestamptz not null,
  primary key (change, signer)
);
grant select, insert, update, delete on review.registration, review.signer_change to countersign_server;
grant select, insert on review.signer_signature to countersign_server;
`,
  },
  {
    id: '0046-proposals-in-order',
    sql: `
create index proposal_by_time on review.proposal (created_at desc, id);
`,
  },
  {
    id: '0047-proposals-about-findings',
    sql: `
create index proposal_about_finding on review.proposal using gin (findings);
`,
  },
  {
    id: '0048-review-ending',
    // what was given until a date: the domain column that a sweep enforces. A row stays open until that is settled
    sql: `
alter table review.plan drop constraint plan_kind_check;
alter table review.plan add constraint plan_kind_check check (kind in ('decision', 'restore', 'expiry'));
alter table review.plan add column expires text, add column step int, add column attempt int;
alter table review.plan add constraint plan_expires check (
  (kind = 'expiry') = (expires is not null) and (expires is null) = (step is null) and (expires is null) = (attempt is null));
create unique index plan_expiry_once on review.plan (expires, step, attempt) where kind = 'expiry';
create table review.ending (
  plan text not null references review.plan (entry),
  step int not null check (step >= 0),
  source text not null,
  ends_at timestamptz not null,
  -- when the sweep looks at it next: a little after its end, then with growing pauses
  look_at timestamptz not null,
  tries int not null default 0,
  settled text check (settled in ('taken back', 'put back', 'superseded', 'not given')),
  settled_at timestamptz,
  -- ENTRY#STEP of the later change that it gave way to: when that is put back it is open again
  superseded_by text,
  primary key (plan, step),
  check ((settled is null) = (settled_at is null)),
  check ((superseded_by is not null) = (settled is not distinct from 'superseded'))
);
create index ending_open on review.ending (look_at) where settled is null;
create index ending_open_by_end on review.ending (ends_at) where settled is null;
create index ending_superseded on review.ending (superseded_by) where settled = 'superseded';
create function review.wake_sweep() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('review_ending', '');
  return null;
end $$;
revoke all on function review.wake_sweep() from public;
create trigger wake after insert on review.ending for each statement execute function review.wake_sweep();
grant select, insert on review.ending to countersign_server;
grant update (look_at, tries, settled, settled_at, superseded_by) on review.ending to countersign_server;
`,
  },
  {
    // when the enforcer is asked to carry a plan out: some seconds after a person wished it, until then it can be called off
    id: '0049-review-asking',
    sql: `
create table review.asking (
  plan text primary key references review.plan (entry),
  wished_by text not null,
  due_at timestamptz not null,
  state text not null check (state in ('waiting', 'called_off', 'asked')),
  settled_by text,
  settled_at timestamptz,
  check ((state = 'waiting') = (settled_at is null))
);
create index asking_waiting on review.asking (due_at) where state = 'waiting';
create function review.wake_asking() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('review_asking', '');
  return null;
end $$;
revoke all on function review.wake_asking() from public;
create trigger wake after insert or update of due_at on review.asking for each statement execute function review.wake_asking();
grant select, insert on review.asking to countersign_server;
grant update (wished_by, due_at, state, settled_by, settled_at) on review.asking to countersign_server;
`,
  },
  {
    // the entry about signers that was recorded last: the next is tried once this has its number
    id: '0050-last-signer-entry',
    sql: `
create table review.last_signer_entry (
  is_only boolean primary key default true check (is_only),
  entry text not null
);
grant select, insert, update on review.last_signer_entry to countersign_server;
`,
  },
  {
    // by the digest of its statement: a person's signature asks once
    id: '0051-requests-filed',
    sql: `
create table review.request_filed (
  statement text primary key,
  proposal text not null
);
grant select, insert on review.request_filed to countersign_server;
`,
  },
  {
    // who may stand for whom as lists show it; what counts is in the ledger. Who took no part in a case
    id: '0150-review-delegations',
    sql: `
create table review.delegation (
  entry text primary key,
  giver text not null,
  taker text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  only_roles text[],
  reason text not null,
  ended_by text,
  ended_at timestamptz,
  check ((ended_by is null) = (ended_at is null))
);
create index delegation_of_taker on review.delegation (taker, ends_at);
create table review.recusal (
  proposal text not null references review.proposal (id),
  person text not null,
  reason text not null,
  entry text not null,
  at timestamptz not null,
  primary key (proposal, person)
);
create table review.reassignment (
  entry text primary key,
  proposal text not null references review.proposal (id),
  by_person text not null,
  to_person text not null,
  reason text not null,
  at timestamptz not null
);
create index reassignment_of_proposal on review.reassignment (proposal, at);
alter table review.decision add column stands_for text, add column delegation text;
alter table review.decision add constraint decision_stands check ((stands_for is null) = (delegation is null));
grant select, insert on review.delegation, review.recusal, review.reassignment to countersign_server;
grant update (ended_by, ended_at) on review.delegation to countersign_server;
`,
  },
  {
    // many plans carried out in an order, in stages, not before a moment; what asks the enforcer, and no authority
    id: '0200-review-rollout',
    sql: `
create table review.rollout (
  id text primary key check (id ~ '^rol_[0-9a-z]{8,40}$'),
  title text not null,
  wished_by text not null,
  created_at timestamptz not null,
  not_before timestamptz,
  -- how many are carried out before the rest waits, and for how long; null: all at once
  stage_size int check (stage_size > 0),
  watch_seconds int not null default 0 check (watch_seconds >= 0),
  state text not null default 'going' check (state in ('going', 'stopped', 'ended')),
  because text,
  look_at timestamptz,
  -- when a person last had it go on after it had stopped: what did not come about before is not asked again
  went_on_at timestamptz
);
create index rollout_going on review.rollout (look_at nulls first) where state = 'going';
create table review.rollout_item (
  rollout text not null references review.rollout (id),
  position int not null check (position >= 0),
  plan text not null references review.plan (entry),
  sources text[] not null,
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'done', 'not_done')),
  -- the enforcer's number of the request that was made last
  request bigint,
  tries int not null default 0,
  look_at timestamptz,
  because text,
  settled_at timestamptz,
  primary key (rollout, position),
  unique (rollout, plan),
  check ((state in ('done', 'not_done')) = (settled_at is not null))
);
create function review.wake_rollout() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('review_rollout', '');
  return null;
end $$;
revoke all on function review.wake_rollout() from public;
create trigger wake after insert or update of state on review.rollout for each statement execute function review.wake_rollout();
grant select, insert on review.rollout, review.rollout_item to countersign_server;
grant update (state, because, look_at, went_on_at) on review.rollout to countersign_server;
grant update (state, request, tries, look_at, because, settled_at) on review.rollout_item to countersign_server;
`,
  },
  {
    // standing decisions: drafts and who signed them, what they selected, and what became of each item. What counts is in
    // the ledger
    id: '0181-review-mandate',
    sql: `
alter table review.plan drop constraint plan_kind_check;
alter table review.plan add constraint plan_kind_check
  check (kind in ('decision', 'restore', 'expiry', 'mandate', 'return'));
create unique index plan_mandate_once on review.plan (proposal) where kind = 'mandate';
create unique index plan_return_once on review.plan (restores) where kind = 'return';
create table review.mandate (
  id text primary key,
  kind text not null,
  title text not null,
  -- canonical JSON: what people sign is exactly this
  terms text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  ended_entry text unique,
  ended_at timestamptz,
  ended_because text,
  check ((ended_entry is null) = (ended_at is null))
);
create index mandate_by_time on review.mandate (proposed_at desc, id);
create table review.mandate_signature (
  entry text primary key,
  mandate text not null references review.mandate (id),
  signer text not null,
  key_fingerprint text not null,
  assurance text not null,
  signed_at timestamptz not null,
  unique (mandate, signer)
);
create table review.mandate_item (
  no bigint generated always as identity primary key,
  mandate text not null references review.mandate (id),
  -- the one thing at a target that it changes
  thing text not null,
  proposal text not null unique references review.proposal (id),
  subject text not null,
  nominated boolean not null default false,
  trigger_kind text not null,
  trigger_entry text not null,
  about text,
  selected_because text not null,
  filed_at timestamptz not null,
  -- when it may be carried out: its notice is over
  due_at timestamptz not null,
  state text not null default 'announced'
    check (state in ('announced', 'held', 'planned', 'done', 'failed', 'returning', 'returned', 'dropped')),
  because text,
  plan text references review.plan (entry),
  execution text,
  done_at timestamptz,
  watched_until timestamptz,
  note_entry text,
  noted_by text,
  return_plan text references review.plan (entry),
  tries int not null default 0,
  look_at timestamptz not null
);
create unique index mandate_item_open on review.mandate_item (mandate, thing)
  where state in ('announced', 'held', 'planned', 'returning', 'returned');
create index mandate_item_of on review.mandate_item (mandate, no desc);
create index mandate_item_look on review.mandate_item (look_at) where state in ('announced', 'planned', 'returning');
create index mandate_item_watched on review.mandate_item (watched_until) where state = 'done';
grant select, insert on review.mandate, review.mandate_signature, review.mandate_item to countersign_server;
grant update (ended_entry, ended_at, ended_because) on review.mandate to countersign_server;
grant update (state, because, plan, execution, done_at, watched_until, note_entry, noted_by, return_plan, tries, look_at)
  on review.mandate_item to countersign_server;
`,
  },
  ...requestSteps,
  ...waitingSteps,
  ...whatIfSteps,
];
