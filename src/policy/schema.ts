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
  {
    id: 'policy-0130',
    sql: `
create index verdict_input_by_time on policy.verdict_input (kept_at, digest);
create table policy.judged_case (
  input text not null references policy.verdict_input (digest),
  proposal text not null check (proposal ~ '^prp_[0-9a-z]{8,40}$'),
  judged_at timestamptz not null,
  primary key (input, proposal)
);
create table policy.proposal (
  id text primary key check (id ~ '^prp_[0-9a-z]{8,40}$'),
  entry text not null unique check (entry ~ '^ent_[0-9a-z]{8,40}$'),
  policy_digest text not null check (policy_digest ~ '^[0-9a-f]{64}$'),
  sources_digest text not null check (sources_digest ~ '^[0-9a-f]{64}$'),
  replaces text not null check (replaces ~ '^ent_[0-9a-z]{8,40}$'),
  requester text not null check (requester ~ '^psn_[0-9a-z]{8,40}$'),
  reason text not null check (length(reason) between 1 and 2000),
  statement text not null check (octet_length(statement) <= 65536),
  signature text not null check (octet_length(signature) <= 65536),
  filed_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'activated', 'withdrawn')),
  activation text check (activation ~ '^ent_[0-9a-z]{8,40}$'),
  closed_because text check (length(closed_because) <= 2000)
);
create table policy.proposed_file (
  proposal text not null references policy.proposal (id),
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,59}[.](cedar|yaml)$'),
  content text not null check (octet_length(content) <= 1048576),
  primary key (proposal, name)
);
create table policy.simulation (
  entry text primary key check (entry ~ '^ent_[0-9a-z]{8,40}$'),
  proposal text not null references policy.proposal (id),
  result_digest text not null check (result_digest ~ '^[0-9a-f]{64}$'),
  result jsonb not null,
  made_at timestamptz not null
);
create index simulation_of_proposal on policy.simulation (proposal, made_at);
create table policy.proposed_signature (
  simulation text not null references policy.simulation (entry),
  signer text not null check (signer ~ '^psn_[0-9a-z]{8,40}$'),
  statement text not null check (octet_length(statement) <= 65536),
  signature text not null check (octet_length(signature) <= 65536),
  signed_at timestamptz not null,
  primary key (simulation, signer)
);
revoke all on all tables in schema policy from public;
grant select, insert on policy.judged_case, policy.proposal, policy.proposed_file, policy.simulation,
  policy.proposed_signature to countersign_server;
grant update (state, activation, closed_because) on policy.proposal to countersign_server;
`,
  },
];
