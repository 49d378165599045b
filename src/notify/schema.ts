import type { Migration } from '../platform/store/index.ts';

/**
 * Schema `notify`: by what channels people are told of things, what they chose, and what is on its way. Nothing in it decides:
 * a notice gives nobody access, and who is told is worked out anew when it goes out. Channels and deliveries are closed, never
 * deleted.
 */
export const notifySteps: readonly Migration[] = [
  {
    id: '0211-notify',
    sql: `
create schema notify;
revoke all on schema notify from public;
grant usage on schema notify to countersign_server;
create table notify.channel (
  no integer generated always as identity primary key,
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  kind text not null check (kind in ('smtp', 'slack', 'teams', 'webhook')),
  -- everybody by their own address; one person; or whoever reads along in a room
  reaches text not null check (reaches in ('people', 'person', 'room')),
  person text,
  -- which kinds of notices a room is told of
  kinds text[] not null,
  detail text not null check (detail in ('brief', 'full')),
  private_network boolean not null,
  -- the host alone: the rest of its address may be a secret
  host text not null,
  console text,
  entry text not null unique,
  added_by text,
  added_at timestamptz not null,
  removed_entry text unique,
  removed_at timestamptz,
  removed_because text,
  check ((reaches = 'person') = (person is not null)),
  check ((reaches = 'people') = (kind = 'smtp')),
  check ((removed_entry is null) = (removed_at is null))
);
create unique index channel_in_use on notify.channel (name) where removed_at is null;
create table notify.preference (
  person text primary key,
  channel text,
  digest_at integer check (digest_at between 0 and 1439),
  quiet_from integer check (quiet_from between 0 and 1439),
  quiet_until integer check (quiet_until between 0 and 1439),
  zone text not null,
  -- false: nobody chose anything, it is what is usual
  chosen boolean not null,
  changed_at timestamptz not null,
  -- null: no digest
  next_digest timestamptz,
  check ((quiet_from is null) = (quiet_until is null))
);
create index preference_due on notify.preference (next_digest) where next_digest is not null;
create table notify.delivery (
  id text primary key check (id ~ '^dlv_[0-9a-z]{26}$'),
  channel integer not null references notify.channel (no),
  -- null: a room
  person text,
  kinds text[] not null,
  authority text not null check (authority in ('advice', 'decision', 'effect')),
  notices integer not null check (notices > 0),
  -- what goes out, worked out once: each try sends the same
  message jsonb not null,
  created_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
  tries integer not null default 0,
  next_at timestamptz not null,
  because text,
  going_entry text unique,
  settled_entry text unique,
  settled_at timestamptz,
  check ((state = 'waiting') = (settled_at is null))
);
create index delivery_due on notify.delivery (next_at) where state = 'waiting';
create index delivery_newest on notify.delivery (created_at desc, id);
create table notify.notice (
  no bigint generated always as identity primary key,
  -- psn_… or the number of a room
  receiver text not null,
  kind text not null,
  about text not null,
  title text not null,
  why text not null,
  since timestamptz not null,
  due timestamptz,
  otherwise text,
  path text not null,
  cause text,
  at timestamptz not null,
  -- when it goes out; null: only the console shows what it tells of
  send_at timestamptz,
  delivery text references notify.delivery (id),
  dropped_because text,
  unique (receiver, kind, about)
);
create index notice_due on notify.notice (send_at) where delivery is null and dropped_because is null;
-- how far what happened was looked through
create table notify.looked (source text primary key, at timestamptz not null);
grant select, insert on notify.channel, notify.preference, notify.delivery, notify.notice, notify.looked to countersign_server;
grant update (removed_entry, removed_at, removed_because) on notify.channel to countersign_server;
grant update (channel, digest_at, quiet_from, quiet_until, zone, chosen, changed_at, next_digest) on notify.preference to countersign_server;
grant update (state, tries, next_at, because, going_entry, settled_entry, settled_at) on notify.delivery to countersign_server;
grant update (delivery, dropped_because, send_at) on notify.notice to countersign_server;
grant update (at) on notify.looked to countersign_server;
create function notify.wake() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('notify_due', '');
  return null;
end $$;
revoke all on function notify.wake() from public;
create trigger wake after insert on notify.notice for each statement execute function notify.wake();
create trigger wake after insert or update on notify.channel for each statement execute function notify.wake();
-- an emergency is told at once
create trigger wake_notify after insert on review.notice for each statement execute function notify.wake();
`,
  },
  {
    // only what is new rings: a notice that was kept before, and is found again, would have it looked for without end
    id: '0212-notify-rings-once',
    sql: `
drop trigger wake on notify.notice;
create trigger wake after insert on notify.notice for each row execute function notify.wake();
`,
  },
];
