import type { Migration } from '../store/index.ts';

/** Schema `api`: what writes were answered, by the key their caller gave them, for a day. */
export const keptAnswerSteps: readonly Migration[] = [
  {
    id: '0700-kept-answers',
    sql: `
create schema api;
revoke all on schema api from public;
grant usage on schema api to countersign_server;
create table api.kept_answer (
  caller text not null,
  route text not null,
  key text not null,
  -- of what was asked: the same key with another one is a mistake of the caller's
  asked text not null,
  state text not null check (state in ('running', 'answered', 'unknown')),
  -- null when answered: what was told is not kept
  answer text,
  process text not null,
  -- while it runs its process moves this on; when it has passed, nobody knows what became of it
  alive_until timestamptz not null,
  expires_at timestamptz not null,
  primary key (caller, route, key)
);
create index kept_answer_expiry on api.kept_answer (expires_at);
grant select, insert, update, delete on api.kept_answer to countersign_server;
`,
  },
];
