import type { Migration } from '../platform/store/index.ts';

/** Most bytes of a draft's canonical JSON: the leaf around it must stay within the 65,535 of an entry bundle. */
export const maxDraftBytes = 65_000;

/** Advisory lock: a writer shares it until its transaction ends, a sequencer holds it alone while it sleeps. */
export const sleepLock = 7_203_003;
/** Advisory lock: a sequencer holds it while more waits than it takes at once. Nobody else keeps it; appenders try it. */
export const behindLock = 7_203_004;

/** Which types each inbox took at first. Released steps say what they said: later types come by steps of their own. */
const firstTypes = {
  server: [
    'ledger.bootstrap',
    'signer.enrolled',
    'signer.replaced',
    'signer.revoked',
    'policy.activated',
    'source.added',
    'source.removed',
    'source.resumed',
    'source.read',
    'findings.evaluated',
    'proposal.filed',
    'proposal.withdrawn',
    'verdict.given',
    'decision.signed',
    'mandate.signed',
    'restore.signed',
    'plan.created',
    'plan.voided',
    'blob.erased',
    'token.issued',
    'token.revoked',
  ],
  enforcer: [
    'enforcer.started',
    'target.credential.given',
    'execution.started',
    'execution.refused',
    'execution.step.intended',
    'execution.step.applied',
    'execution.step.failed',
    'execution.step.undone',
    'execution.finished',
  ],
} as const;

const listed = (types: readonly string[]): string => types.map((type) => `'${type}'`).join(', ');

const inbox = (writer: 'server' | 'enforcer'): string => `
create table ledger.inbox_${writer} (
  position bigint primary key default nextval('ledger.inbox_position'),
  entry_id text not null unique check (entry_id ~ '^ent_[0-9a-z]{8,40}$'),
  type text not null check (type in (${listed(firstTypes[writer])})),
  draft text not null check (octet_length(draft) <= ${maxDraftBytes})
    check ((draft::json ->> 'id') = entry_id and (draft::json ->> 'type') = type)
);
create trigger wake after insert on ledger.inbox_${writer}
  for each statement execute function ledger.wake_sequencer();
grant insert (entry_id, type, draft) on ledger.inbox_${writer} to countersign_${writer};
grant select, delete on ledger.inbox_${writer} to countersign_sequencer;
`;

/**
 * The same checks at a third of the cost, and one gap less: a draft without `id` or `type` compared as unknown, which a CHECK
 * lets pass. A counted repetition makes PostgreSQL's regular expressions slow, hence the length apart. Valid JSON that ends
 * with `,"type":"…"}` has that as its last member, so canonical drafts are parsed for their id only.
 */
const cheaperChecks = (writer: 'server' | 'enforcer'): string => `
alter table ledger.inbox_${writer}
  drop constraint inbox_${writer}_entry_id_check,
  drop constraint inbox_${writer}_check,
  add constraint inbox_${writer}_entry_id_check
    check (entry_id ~ '^ent_[0-9a-z]+$' and octet_length(entry_id) between 12 and 44),
  add constraint inbox_${writer}_check
    check ((draft::json ->> 'id') is not distinct from entry_id
      and (draft like '%,"type":"' || type || '"}' or (draft::json ->> 'type') is not distinct from type));
`;

/**
 * Rings only for a sequencer that sleeps. NOTIFY makes every transaction that rings commit one after the other, its flush to
 * disk included, in the whole cluster; who gets the lock here leaves it be, and the sequencer cannot fall asleep before this
 * transaction has ended.
 */
const ringTheSleeping = `
create or replace function ledger.wake_sequencer() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if not pg_try_advisory_xact_lock_shared(${sleepLock}) then
    perform pg_notify('ledger_inbox', '');
  end if;
  return null;
end $$;
`;

/** Which types came with deciding, in step 0105. */
const typesOfDeciding = [
  'log.added',
  'log.removed',
  'delegation.signed',
  'delegation.ended',
  'proposal.noted',
  'mandate.ended',
  'simulation.recorded',
  'campaign.launched',
  'campaign.noted',
  'campaign.submitted',
  'campaign.closed',
  'lifecycle.held',
  'lifecycle.released',
  'glass.broken',
  'glass.reviewed',
  'quality.recorded',
  'notification.sent',
];

/** The ledger's tables. Nobody may update or delete a sequenced entry; each writer may only add to its own inbox. */
export const ledgerMigrations: readonly Migration[] = [
  {
    id: '0100-ledger',
    sql: `
create schema ledger;
grant usage on schema ledger to countersign_server, countersign_enforcer, countersign_sequencer;

create sequence ledger.inbox_position;
grant usage on sequence ledger.inbox_position to countersign_server, countersign_enforcer;
create function ledger.wake_sequencer() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('ledger_inbox', '');
  return null;
end $$;
revoke all on function ledger.wake_sequencer() from public;
${inbox('server')}
${inbox('enforcer')}
create table ledger.inbox_refused (
  position bigint primary key,
  writer text not null,
  entry_id text not null,
  type text not null,
  draft text not null,
  why text not null,
  at timestamptz not null
);
create index on ledger.inbox_refused (entry_id);

create table ledger.entry (
  seq bigint primary key check (seq >= 0),
  id text not null unique,
  type text not null,
  writer text not null,
  correlation text not null,
  at timestamptz not null,
  leaf bytea not null check (octet_length(leaf) <= 65535),
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
);
create index on ledger.entry (type, seq);
create index on ledger.entry (correlation);
create table ledger.cause (
  cause text not null,
  seq bigint not null references ledger.entry (seq),
  primary key (cause, seq)
);
-- Full tiles only (256 hashes); the partial ones at the right edge follow from ledger.entry and from root one level down.
create table ledger.tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null check (octet_length(hashes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  primary key (level, index)
);
create table ledger.checkpoint (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  at timestamptz not null
);
create table ledger.blob (
  id text primary key check (id ~ '^blb_[0-9a-z]{8,40}$'),
  salt bytea check (octet_length(salt) = 32),
  content text check (octet_length(content) <= 16777216),
  erased_by text,
  check ((erased_by is null) = (content is not null) and (content is null) = (salt is null))
);
create table ledger.sequencer (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into ledger.sequencer (epoch) values (0);

grant select on ledger.entry, ledger.cause, ledger.tile, ledger.checkpoint, ledger.blob, ledger.inbox_refused
  to countersign_server, countersign_enforcer, countersign_sequencer;
grant insert (id, salt, content) on ledger.blob to countersign_server, countersign_enforcer;
grant insert on ledger.entry, ledger.cause, ledger.tile, ledger.checkpoint, ledger.inbox_refused to countersign_sequencer;
grant select, update (epoch) on ledger.sequencer to countersign_sequencer;

-- The one way to erase: a sequenced blob.erased entry must name the blob. Salt and content go together, so that the
-- commitment cannot be guessed afterwards. The verifier holds the row to the same rule. No process may call it: whoever took
-- over the server could write such an entry, and pre-images and evidence would be gone; it is for the database's owner.
create function ledger.erase_blob(blob_id text, by_entry text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from ledger.entry e
    where e.id = by_entry and e.type = 'blob.erased' and e.writer = 'server'
      and (convert_from(e.leaf, 'UTF8')::json #> '{entry,body,blobs}')::jsonb ? blob_id
  ) then
    raise exception 'blob % is not named by a sequenced blob.erased entry %', blob_id, by_entry;
  end if;
  update ledger.blob set salt = null, content = null, erased_by = by_entry
    where id = blob_id and erased_by is null;
  return found;
end $$;
revoke all on function ledger.erase_blob(text, text) from public;
`,
  },
  { id: '0101-inbox-checks', sql: cheaperChecks('server') + cheaperChecks('enforcer') },
  { id: '0102-ring-the-sleeping', sql: ringTheSleeping },
  {
    id: '0103-sign-in-providers',
    sql: `
alter table ledger.inbox_server drop constraint inbox_server_type_check, add constraint inbox_server_type_check
  check (type in (${listed([
    ...firstTypes.server,
    'signin.provider.set',
    'signin.provider.removed',
    'signin.subject.linked',
  ])}));
`,
  },
  {
    id: '0104-source-paused',
    sql: `
alter table ledger.inbox_server drop constraint inbox_server_type_check, add constraint inbox_server_type_check
  check (type in (${listed([
    ...firstTypes.server,
    'signin.provider.set',
    'signin.provider.removed',
    'signin.subject.linked',
    'source.paused',
  ])}));
`,
  },
  {
    id: '0105-deciding',
    sql: `
alter table ledger.inbox_server drop constraint inbox_server_type_check, add constraint inbox_server_type_check
  check (type in (${listed([
    ...firstTypes.server,
    'signin.provider.set',
    'signin.provider.removed',
    'signin.subject.linked',
    'source.paused',
    ...typesOfDeciding,
  ])}));
alter table ledger.inbox_enforcer drop constraint inbox_enforcer_type_check, add constraint inbox_enforcer_type_check
  check (type in (${listed([...firstTypes.enforcer, 'ticket.opened', 'ticket.settled'])}));
`,
  },
  {
    // since 0105: who is told of things, and by what
    id: '0210-notification-channels',
    sql: `
alter table ledger.inbox_server drop constraint inbox_server_type_check, add constraint inbox_server_type_check
  check (type in (${listed([
    ...firstTypes.server,
    'signin.provider.set',
    'signin.provider.removed',
    'signin.subject.linked',
    'source.paused',
    ...typesOfDeciding,
    'notification.channel.added',
    'notification.channel.removed',
  ])}));
`,
  },
  {
    id: '0220-windows',
    sql: `
alter table ledger.inbox_enforcer drop constraint inbox_enforcer_type_check, add constraint inbox_enforcer_type_check
  check (type in (${listed([
    ...firstTypes.enforcer,
    'ticket.opened',
    'ticket.settled',
    'window.opened',
    'window.closed',
  ])}));
`,
  },
  {
    id: '0223-leases',
    sql: `
alter table ledger.inbox_enforcer drop constraint inbox_enforcer_type_check, add constraint inbox_enforcer_type_check
  check (type in (${listed([
    ...firstTypes.enforcer,
    'ticket.opened',
    'ticket.settled',
    'window.opened',
    'window.closed',
    'lease.checked',
    'lease.made',
    'lease.ended',
  ])}));
`,
  },
];
