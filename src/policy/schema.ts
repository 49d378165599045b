import type { Migration } from '../platform/store/index.ts';

/**
 * Sets that an activation entry made the law, with the exact texts, so that the law can be loaded whatever is on disk; and
 * the inputs that verdicts were made on, by digest. The server adds rows and can change none; the enforcer reads, and
 * checks what it reads against the digest that the ledger names.
 */
export const policySteps: readonly Migration[] = [
  {
    id: 'policy-0001',
    sql: `
create schema policy;
create table policy.activated_set (
  id bigint generated always as identity primary key,
  policy_digest text not null check (policy_digest ~ '^[0-9a-f]{64}$'),
  sources_digest text not null check (sources_digest ~ '^[0-9a-f]{64}$'),
  entry_id text not null unique check (entry_id ~ '^ent_[0-9a-z]{8,40}$'),
  activated_at timestamptz not null
);
create index activated_set_by_digest on policy.activated_set (policy_digest);
create table policy.activated_file (
  set_id bigint not null references policy.activated_set (id),
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,59}[.](cedar|yaml)$'),
  content text not null check (octet_length(content) <= 1048576),
  primary key (set_id, name)
);
create table policy.verdict_input (
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
  input text not null check (octet_length(input) <= 262144),
  kept_at timestamptz not null
);
revoke all on schema policy from public;
revoke all on all tables in schema policy from public;
grant usage on schema policy to countersign_server, countersign_enforcer;
grant select, insert on policy.activated_set, policy.activated_file, policy.verdict_input to countersign_server;
grant select on policy.activated_set, policy.activated_file, policy.verdict_input to countersign_enforcer;
`,
  },
];
