import type { Migration } from '../../platform/store/index.ts';

/**
 * What is planted among a reviewer's items, how items were looked at, and what came of it. A planted item is in no table of
 * campaigns, and has no column that a change could be made of: no source number, no key of a row, no proposal.
 */
export const qualitySteps: readonly Migration[] = [
  {
    id: '0170-review-quality',
    sql: `
create table review.quality_seed (
  campaign text primary key check (campaign ~ '^cmp_[0-9a-z]{8,40}$'),
  seed text not null,
  commitment text not null,
  at timestamptz not null
);
create table review.planted_item (
  k integer generated always as identity primary key,
  campaign text not null,
  person text not null,
  seat smallint not null,
  after_n integer not null,
  right_is text not null check (right_is in ('keep', 'reduce')),
  advice text check (advice in ('keep', 'reduce')),
  looks jsonb not null,
  answer text,
  until timestamptz,
  reason text,
  before text,
  seen_ms integer,
  opened boolean not null default false,
  in_bulk boolean not null default false,
  answered_at timestamptz,
  settled_at timestamptz
);
create index planted_item_of on review.planted_item (campaign, person, after_n);
create table review.item_seen (
  campaign text not null,
  n integer not null,
  seat smallint not null,
  person text not null,
  answer text not null,
  before text,
  advice text,
  seen_ms integer,
  opened boolean not null,
  in_bulk boolean not null,
  at timestamptz not null,
  primary key (campaign, n, seat, person)
);
create index item_seen_of on review.item_seen (campaign, person);
create table review.reviewer_quality (
  campaign text not null,
  person text not null,
  blind text[] not null,
  begun_at timestamptz not null,
  standing text check (standing in ('sound', 'unknown', 'low')),
  quality jsonb,
  reopened integer[],
  reopened_at timestamptz,
  settled_at timestamptz,
  told_at timestamptz,
  entry text,
  primary key (campaign, person)
);
grant select, insert on review.quality_seed, review.planted_item, review.item_seen, review.reviewer_quality to countersign_server;
grant update (answer, until, reason, before, seen_ms, opened, in_bulk, answered_at, settled_at) on review.planted_item to countersign_server;
grant update (answer, before, advice, seen_ms, opened, in_bulk, at) on review.item_seen to countersign_server;
grant update (blind, standing, quality, reopened, reopened_at, settled_at, told_at, entry) on review.reviewer_quality to countersign_server;
`,
  },
];
