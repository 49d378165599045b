import type { Migration } from '../platform/store/index.ts';

/**
 * What the enforcer was asked and what it did. `request` is the only table that the server may add to, and it carries no
 * authority: a plan's id, which the enforcer checks against the ledger. Executions and steps are the enforcer's own.
 */
export const enforcementSteps: readonly Migration[] = [
  {
    id: '0050-enforcement',
    sql: `
create schema enforcement;
create table enforcement.request (
  id bigint generated always as identity primary key,
  plan text not null check (plan ~ '^ent_[0-9a-z]{8,40}$'),
  requested_at timestamptz not null default now(),
  outcome jsonb,
  finished_at timestamptz,
  check ((outcome is null) = (finished_at is null))
);
create unique index request_pending on enforcement.request (plan) where finished_at is null;
create table enforcement.execution (
  plan text primary key,
  entry text not null unique,
  kind text not null check (kind in ('decision', 'restore')),
  -- what may be carried out once only: the proposal of a decision, the execution that a restore puts back
  once text not null,
  started_at timestamptz not null,
  outcome text check (outcome in ('done', 'undone', 'diverged', 'failed')),
  finished_entry text unique,
  finished_at timestamptz,
  because text,
  -- set before the first step is put back: from then on the execution only goes backwards
  undoing text,
  check ((outcome is null) = (finished_entry is null) and (outcome is null) = (finished_at is null))
);
create unique index execution_once on enforcement.execution (kind, once) where outcome is null or outcome in ('done', 'diverged');
create index execution_unfinished on enforcement.execution (started_at) where outcome is null;
create table enforcement.step (
  execution text not null references enforcement.execution (entry),
  step int not null check (step >= 0),
  intended_entry text not null unique,
  resolution text check (resolution in ('applied', 'failed')),
  resolution_entry text unique,
  undone_entry text unique,
  because text,
  primary key (execution, step),
  check ((resolution is null) = (resolution_entry is null)),
  check (undone_entry is null or resolution = 'applied')
);
-- an accepted risk that a change replaced or reopened: what its pre-image needs beyond the end date
create table enforcement.replaced_acceptance (
  finding_id text not null,
  until timestamptz not null,
  reason text not null,
  execution text not null,
  primary key (finding_id, until)
);
create function enforcement.wake_enforcer() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('enforcement_request', '');
  return null;
end $$;
revoke all on function enforcement.wake_enforcer() from public;
create trigger wake after insert on enforcement.request for each statement execute function enforcement.wake_enforcer();
grant usage on schema enforcement to countersign_server, countersign_enforcer;
grant select on enforcement.request, enforcement.execution, enforcement.step to countersign_server, countersign_enforcer;
grant insert (plan) on enforcement.request to countersign_server;
grant update (outcome, finished_at) on enforcement.request to countersign_enforcer;
grant select, insert, update on enforcement.replaced_acceptance to countersign_enforcer;
grant insert, update on enforcement.execution, enforcement.step to countersign_enforcer;
`,
  },
  {
    id: '0052-enforcement-thing',
    // what each step touches, so that putting one back can see that a later execution changed the same thing
    sql: `
alter table enforcement.step add column thing text;
alter table enforcement.execution add column no bigint generated always as identity;
create index step_of_thing on enforcement.step (thing);
`,
  },
  {
    id: '0054-enforcement-expiry',
    // what a decision gave until a date, taken back at that date: tried again until it is done, whatever came in between
    sql: `
alter table enforcement.execution drop constraint execution_kind_check;
alter table enforcement.execution add constraint execution_kind_check check (kind in ('decision', 'restore', 'expiry'));
drop index enforcement.execution_once;
create unique index execution_once on enforcement.execution (kind, once)
  where outcome is null or outcome = 'done' or (outcome = 'diverged' and kind <> 'expiry');
create index request_of_plan on enforcement.request (plan, id);
`,
  },
  {
    id: '0180-enforcement-mandate',
    // what was done under a mandate, and put back while it was watched; the enforcer counts its caps here too
    sql: `
alter table enforcement.execution drop constraint execution_kind_check;
alter table enforcement.execution add constraint execution_kind_check
  check (kind in ('decision', 'restore', 'expiry', 'mandate', 'return'));
alter table enforcement.execution add column mandate text, add column changes int;
alter table enforcement.execution add constraint execution_mandate check (
  (kind in ('mandate', 'return')) = (mandate is not null) and (mandate is null) = (changes is null));
drop index enforcement.execution_once;
create unique index execution_once on enforcement.execution (kind, once)
  where outcome is null or outcome = 'done' or (outcome = 'diverged' and kind not in ('expiry', 'return'));
create index execution_under_mandate on enforcement.execution (mandate, started_at) where mandate is not null;
`,
  },
  {
    id: '0200-enforcement-origin',
    // what the proposal of an execution came from: executions of one origin stop when too many are unproven
    sql: `
alter table enforcement.execution add column origin text;
create index execution_of_origin on enforcement.execution (origin) where outcome is null or outcome = 'diverged';
-- a plan that is tried out: what each step would do, told to whoever asked; nothing is changed and nothing is authorised
create table enforcement.rehearsal (
  id bigint generated always as identity primary key,
  plan text not null check (plan ~ '^ent_[0-9a-z]{8,40}$'),
  requested_at timestamptz not null default now(),
  outcome jsonb,
  finished_at timestamptz,
  check ((outcome is null) = (finished_at is null))
);
create index rehearsal_open on enforcement.rehearsal (id) where finished_at is null;
create trigger wake after insert on enforcement.rehearsal for each statement execute function enforcement.wake_enforcer();
grant select on enforcement.rehearsal to countersign_server, countersign_enforcer;
grant insert (plan) on enforcement.rehearsal to countersign_server;
grant update (outcome, finished_at) on enforcement.rehearsal to countersign_enforcer;
`,
  },
  {
    id: '0201-enforcement-ticket',
    // what people were asked to do by hand, one for each step; an execution that waits is looked at again later
    sql: `
alter table enforcement.execution add column look_at timestamptz;
create table enforcement.ticket (
  intent text primary key,
  execution text not null references enforcement.execution (entry),
  thing text not null,
  system text not null,
  ref text not null,
  url text not null,
  entry text not null unique,
  opened_at timestamptz not null,
  settled text check (settled in ('proven', 'failed')),
  settled_at timestamptz,
  check ((settled is null) = (settled_at is null))
);
create index ticket_of_execution on enforcement.ticket (execution);
grant select on enforcement.ticket to countersign_server, countersign_enforcer;
grant insert on enforcement.ticket to countersign_enforcer;
grant update (settled, settled_at) on enforcement.ticket to countersign_enforcer;
`,
  },
  {
    id: '0221-enforcement-window',
    // how long what is to be deleted stays suspended and is watched; an execution in one is proven so far
    sql: `
create table enforcement.watch_window (
  execution text primary key references enforcement.execution (entry),
  step int not null check (step > 0),
  thing text not null,
  opened_entry text not null unique,
  since timestamptz not null,
  until timestamptz not null check (until > since),
  -- how far what would show use of it was read when it was looked at last; null: nothing that would show it is read
  seen_until timestamptz,
  closed_entry text unique,
  closed_at timestamptz,
  how text check (how in ('nothing broke', 'used', 'objected', 'changed by hand', 'taken back', 'not watched')),
  because text,
  check ((closed_entry is null) = (closed_at is null) and (closed_entry is null) = (how is null))
);
create index watch_window_open on enforcement.watch_window (until) where closed_entry is null;
create index watch_window_of_thing on enforcement.watch_window (thing);
grant select on enforcement.watch_window to countersign_server, countersign_enforcer;
grant insert on enforcement.watch_window to countersign_enforcer;
grant update (seen_until, closed_entry, closed_at, how, because) on enforcement.watch_window to countersign_enforcer;
`,
  },
  {
    id: '0224-enforcement-lease',
    // what a secret store leases; what unwraps it is read once, by a function, and is in no list that the server may read
    sql: `
create table enforcement.lease (
  intent text primary key,
  execution text not null references enforcement.execution (entry),
  thing text not null,
  source text not null,
  right_key text not null,
  entry text not null unique,
  accessor text not null,
  wrap text,
  made_at timestamptz not null,
  until timestamptz not null,
  taken_at timestamptz,
  taken_by text,
  ended_at timestamptz
);
create index lease_of_thing on enforcement.lease (thing, made_at);
create index lease_standing on enforcement.lease (until) where ended_at is null;
grant select (intent, execution, source, right_key, entry, made_at, until, taken_at, taken_by, ended_at) on enforcement.lease
  to countersign_server;
grant select, insert on enforcement.lease to countersign_enforcer;
grant update (wrap, ended_at) on enforcement.lease to countersign_enforcer;
create function enforcement.take_lease(the_intent text, who text) returns text
language sql security definer set search_path = pg_catalog as $$
  with held as (
    select intent, wrap from enforcement.lease
     where intent = the_intent and wrap is not null and ended_at is null for update)
  update enforcement.lease l set wrap = null, taken_at = now(), taken_by = who
    from held where l.intent = held.intent returning held.wrap;
$$;
revoke all on function enforcement.take_lease(text, text) from public;
grant execute on function enforcement.take_lease(text, text) to countersign_server;
`,
  },
];
