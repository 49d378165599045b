import type { Migration } from '../platform/store/index.ts';

/**
 * Schema `lifecycle`: what was last known of each person of a feed, what happened, and what follows. The server's own notes:
 * they decide nothing and change nothing; a proposal, or a mandate that people signed, does. Events and holds are never
 * deleted; what a person’s row said before is in its events.
 */
export const lifecycleSteps: readonly Migration[] = [
  {
    id: '0191-lifecycle',
    sql: `
create schema lifecycle;
revoke all on schema lifecycle from public;
grant usage on schema lifecycle to countersign_server;
create table lifecycle.feed (
  source text primary key, read integer not null, looked_at timestamptz not null, next_at timestamptz,
  -- the estate and the rules by which what follows was worked out last
  followed text);
create table lifecycle.person (
  source text not null, key text not null collate "C", human text not null, told jsonb not null,
  standing text not null check (standing in ('expected', 'here', 'on_leave', 'gone', 'unknown')),
  was_here boolean not null, since timestamptz not null,
  primary key (source, key));
create table lifecycle.hold (
  id text primary key check (id ~ '^hld_[0-9a-z]{8,40}$'),
  source text not null, at timestamptz not null, because text not null,
  events integer not null, digest text not null, entry text not null unique,
  state text not null default 'held' check (state in ('held', 'released', 'discarded')),
  settled_at timestamptz, settled_by text, settled_entry text, reason text,
  check ((state = 'held') = (settled_at is null)));
create table lifecycle.event (
  id text primary key check (id ~ '^evt_[0-9a-z]{8,40}$'),
  n bigint generated always as identity unique,
  source text not null, key text not null collate "C", human text not null, name text not null,
  kind text not null check (kind in ('expected', 'joined', 'moved', 'leave_began', 'returned', 'left', 'rehired', 'unclear')),
  at timestamptz not null, seen_at timestamptz not null, read integer not null,
  because text not null, told jsonb not null, before jsonb, changed jsonb not null,
  hold text references lifecycle.hold (id),
  state text not null check (state in ('held', 'open', 'settled', 'discarded')));
create index event_open on lifecycle.event (source, key) where state = 'open';
create index event_of_hold on lifecycle.event (hold) where hold is not null;
create index event_of_human on lifecycle.event (source, human, n desc);
create table lifecycle.follow (
  event text not null references lifecycle.event (id),
  name text not null,
  kind text not null check (kind in ('give', 'take', 'transfer', 'decide')),
  change jsonb, due_at timestamptz not null, rule text not null, why text not null,
  state text not null check (state in ('waiting', 'proposed', 'settled')),
  proposal text, note text,
  primary key (event, name));
create index follow_due on lifecycle.follow (due_at) where state = 'waiting';
create index follow_of_proposal on lifecycle.follow (proposal) where proposal is not null;
grant select, insert on lifecycle.feed, lifecycle.person, lifecycle.hold, lifecycle.event, lifecycle.follow to countersign_server;
grant update on lifecycle.feed, lifecycle.person to countersign_server;
grant update (state, settled_at, settled_by, settled_entry, reason) on lifecycle.hold to countersign_server;
grant update (state) on lifecycle.event to countersign_server;
grant update (kind, change, due_at, rule, why, state, proposal, note) on lifecycle.follow to countersign_server;
`,
  },
];
