import type { Migration } from '../platform/store/index.ts';

/**
 * Schema `signin`: who is at the door. Secrets are kept as SHA-256 only (they have 256 random bits, so nothing can be
 * tried). What ended or was used stays, with when and why. Nothing here decides anything: a session only looks and asks.
 */
export const signinSteps: readonly Migration[] = [
  {
    id: '0600-signin',
    sql: `
create schema signin;
revoke all on schema signin from public;
grant usage on schema signin to countersign_server;
create table signin.challenge (
  text text primary key,
  expires_at timestamptz not null,
  used_at timestamptz);
create index challenge_expiry on signin.challenge (expires_at);
create table signin.link (
  id text primary key,
  secret_hash bytea not null unique,
  person text,
  how text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz);
create table signin.session (
  id text primary key,
  secret_hash bytea not null unique,
  previous_hash bytea unique,
  rotated_at timestamptz not null,
  csrf text not null,
  person text,
  how text not null check (how in ('passkey', 'key', 'link', 'oidc', 'setup')),
  key_fingerprint text,
  given_roles text[] not null,
  agent text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  check ((person is null) = (how = 'setup')),
  check ((ended_at is null) = (ended_because is null)));
create index session_of_person on signin.session (person, created_at desc);
create table signin.token (
  id text primary key,
  secret_hash bytea not null unique,
  name text not null,
  owner text not null,
  scopes text[] not null check (scopes <@ array['view', 'operate']),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  revoked_because text);
create index token_of_owner on signin.token (owner, created_at desc);
grant select, insert, update, delete on signin.challenge to countersign_server;
grant select, insert, update on signin.link, signin.session, signin.token to countersign_server;
`,
  },
  {
    id: '0601-signin-past-secrets',
    sql: `
create table signin.past_secret (
  hash bytea primary key,
  session text not null references signin.session (id));
grant select, insert on signin.past_secret to countersign_server;
`,
  },
  {
    id: '0602-signin-session-address',
    sql: `alter table signin.session add column address text not null default '';`,
  },
  {
    // Sign-in by an identity provider: what a browser has begun, and whom a subject was found to be.
    id: '0603-oidc',
    sql: `
create table signin.flow (
  hash bytea primary key,
  provider text not null,
  expires_at timestamptz not null,
  used_at timestamptz);
create index flow_expiry on signin.flow (expires_at);
create table signin.linked (
  issuer text not null,
  subject bytea not null,
  person text not null,
  linked_at timestamptz not null,
  primary key (issuer, subject),
  unique (issuer, person));
grant select, insert, update, delete on signin.flow to countersign_server;
grant select, insert, delete on signin.linked to countersign_server;
alter table signin.session add column provider text, add check ((how = 'oidc') = (provider is not null));
`,
  },
  {
    // when somebody was last here, so that they can be told what happened since; their own, and nobody else's business
    id: '0604-signin-visits',
    sql: `
create table signin.visit (
  person text primary key,
  seen_at timestamptz not null,
  seen_entries bigint not null,
  since_at timestamptz,
  since_entries bigint);
grant select, insert, update on signin.visit to countersign_server;
`,
  },
];
