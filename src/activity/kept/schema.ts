import type { Migration } from '../../platform/store/index.ts';

/**
 * Schema `activity`: which logs are read, how far each of their files is, and what each identity did in each week. Events
 * themselves are never kept. The server alone reads and writes it; taking a log away really deletes what came of it.
 */
export const activitySteps: readonly Migration[] = [
  {
    id: '0700-activity',
    sql: `
create schema activity;
revoke all on schema activity from public;
grant usage on schema activity to countersign_server;
create table activity.log (
  no integer generated always as identity primary key,
  name text not null unique check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  path text not null,
  sources text[] not null check (cardinality(sources) between 1 and 50),
  added_at timestamptz not null,
  looked_at timestamptz,
  failure jsonb,
  -- raised by every batch: what was made of an earlier one is not what is there
  version bigint not null default 0,
  -- counts, what was refused by reason, and what the events' own times cover
  told jsonb not null);
create sequence activity.batch;
-- A file is known by its beginning, so that it is still the same one under another name.
create table activity.file (
  log_no integer not null references activity.log on delete cascade,
  head bytea not null,
  head_bytes integer not null,
  path text not null,
  size bigint not null,
  modified_ms double precision not null,
  rows text check (rows in ('lines', 'quoted lines')),
  -- of what the file holds unpacked
  read_to bigint not null,
  batch bigint not null,
  note text,
  unread jsonb,
  primary key (log_no, head, head_bytes));
create table activity.actor (
  no bigint generated always as identity primary key,
  log_no integer not null references activity.log on delete cascade,
  key text not null,
  name text not null,
  kind text not null,
  uid text,
  email text,
  account text,
  format text not null,
  events bigint not null,
  first_ms bigint,
  last_ms bigint,
  unique (log_no, key));
-- A week by its number since Monday, 1969-12-29; -1: events that tell no time.
create table activity.profile (
  actor_no bigint not null references activity.actor on delete cascade,
  week integer not null,
  state bytea not null,
  primary key (actor_no, week));
grant select, insert, update, delete on activity.log, activity.file, activity.actor, activity.profile to countersign_server;
grant usage on sequence activity.batch to countersign_server;
`,
  },
  {
    id: '0222-activity-watched',
    // the enforcer looks by itself whether what it suspended is used
    sql: `
grant usage on schema activity to countersign_enforcer;
grant select on activity.log, activity.file, activity.actor, activity.profile to countersign_enforcer;
`,
  },
  {
    id: '0270-activity-content',
    sql: `
-- Two files may begin alike: what was read of each tells them apart.
alter table activity.file add column content bytea not null default '';
alter table activity.file drop constraint file_pkey;
alter table activity.file add primary key (log_no, head, head_bytes, content);
`,
  },
];
