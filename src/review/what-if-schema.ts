import type { Migration } from '../platform/store/index.ts';

/** What was found by supposing the changes of a case. It is what their signers were shown, and permits nothing. */
export const whatIfSteps: readonly Migration[] = [
  {
    id: '0250-what-if',
    sql: `
create table review.what_if (
  no bigint generated always as identity primary key,
  entry text not null unique check (entry ~ '^ent_[0-9a-z]{8,40}$'),
  -- which changes were supposed: a case with exactly these has it among its evidence
  changes text not null check (changes ~ '^[0-9a-f]{64}$'),
  result text not null check (result ~ '^[0-9a-f]{64}$'),
  lines jsonb not null,
  found text not null check (octet_length(found) <= 8388608),
  days integer not null check (days between 1 and 400),
  -- the reads it rests on: when others are there it is made again before anybody signs
  rests text not null,
  made_at timestamptz not null
);
create index what_if_of on review.what_if (changes, no desc);
create index what_if_by_time on review.what_if (made_at desc);
grant select, insert on review.what_if to countersign_server;
grant select on review.what_if to countersign_enforcer;
`,
  },
];
