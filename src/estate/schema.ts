import type { Migration } from '../platform/store/index.ts';
import { entityTables, type EntityTable } from './tables/list.ts';

/** As the first steps made them: what came later is left out, so that their text stays as it was. */
const firstTables: readonly EntityTable[] = entityTables
  .filter(({ since }) => since === undefined)
  .map((table) => ({ ...table, columns: table.columns.filter(([, , since]) => since === undefined) }));
/** With those that the step `0028-exposures` brings. */
const withExposures: readonly EntityTable[] = entityTables.filter(
  ({ since }) => since === undefined || since === '0028-exposures',
);
/** With those that the step `0029-policies` brings. */
const withPolicies: readonly EntityTable[] = entityTables.filter(
  ({ since }) => since === undefined || since === '0028-exposures' || since === '0029-policies',
);

/**
 * Schemas `sources` (what is read, and each read) and `estate` (everything observed, as validity intervals of reads).
 * A row of the estate is live while `valid_to_read` is null; it was there at read r of its source when
 * `valid_from_read <= r and (valid_to_read is null or valid_to_read > r)`. Rows are never deleted.
 * `accounts_used` and `credentials_used` hold the last-used time apart, since it changes with every read and would close
 * and reopen rows that are otherwise the same: it is told as of the latest read only (-1: the source says never).
 */
export const estateSteps: readonly Migration[] = [
  {
    id: '0020-sources',
    sql: `
create schema sources;
create table sources.source (
  no smallint generated always as identity primary key,
  id text not null unique check (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  connector text not null,
  config jsonb not null,
  state text not null default 'active' check (state in ('active', 'paused', 'removed')),
  paused_because text,
  shrink_accepted boolean not null default false,
  added_at timestamptz not null,
  check ((state = 'paused') = (paused_because is not null))
);
create sequence sources.read_number maxvalue 2147483647;
create table sources.read (
  number bigint primary key,
  source_no smallint not null references sources.source (no),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  complete boolean not null,
  counts jsonb not null,
  page_digests bytea not null,
  dangling jsonb not null
);
create index read_of_source on sources.read (source_no, number);
revoke all on schema sources from public;
grant usage on schema sources to countersign_server, countersign_enforcer;
grant select, insert, update on sources.source to countersign_server;
grant select, insert on sources.read to countersign_server;
grant usage on sequence sources.read_number to countersign_server;
grant select on sources.source, sources.read to countersign_enforcer;
`,
  },
  {
    id: '0021-estate',
    sql: `
create schema estate;
revoke all on schema estate from public;
grant usage on schema estate to countersign_server, countersign_enforcer;
create table estate.hash_key (id smallint primary key default 1 check (id = 1), key bytea not null);
insert into estate.hash_key (key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
grant select on estate.hash_key to countersign_server, countersign_enforcer;
${firstTables.map(tableSql).join('')}
create table estate.accounts_used (
  source_no smallint not null, key_hash bigint not null, used_ms bigint not null, read integer not null, primary key (source_no, key_hash));
create table estate.credentials_used (
  source_no smallint not null, key_hash bigint not null, used_ms bigint not null, read integer not null, primary key (source_no, key_hash));
grant select, insert, update on estate.accounts_used, estate.credentials_used to countersign_server;
grant select on estate.accounts_used, estate.credentials_used to countersign_enforcer;
create index persons_by_key on estate.persons (key_hash) where valid_to_read is null;
create index persons_by_number on estate.persons (employee_number) where valid_to_read is null;
create index persons_by_email on estate.persons (email_fold) where valid_to_read is null;
create index persons_by_local on estate.persons (local_fold) where valid_to_read is null;
create table estate.assertion (
  account_source text not null, account_key text not null, role text not null check (role in ('owner', 'sponsor')),
  person_source text not null, person_key text not null,
  primary key (account_source, account_key, role));
grant select on estate.assertion to countersign_server;
grant select, insert, update, delete on estate.assertion to countersign_enforcer;
create table estate.subject (
  entity text not null, source text not null, key text not null, subject_id text not null unique,
  primary key (entity, source, key));
grant select, insert on estate.subject to countersign_server, countersign_enforcer;
${bulkFunctions(firstTables)}
`,
  },
  {
    // What rules have not looked at yet: reads, and accounts whose owner a decision assigned or cleared.
    id: '0022-pending-changes',
    sql: `
alter table sources.read add column evaluated boolean not null default false;
create index read_pending on sources.read (number) where not evaluated;
grant update (evaluated) on sources.read to countersign_server;
create table estate.assertion_touched (
  n bigint generated always as identity primary key, account_source text not null, account_key text not null);
grant select, delete on estate.assertion_touched to countersign_server;
create function estate.touch_assertion() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    insert into estate.assertion_touched (account_source, account_key) values (old.account_source, old.account_key);
  end if;
  if tg_op <> 'DELETE' then
    insert into estate.assertion_touched (account_source, account_key) values (new.account_source, new.account_key);
  end if;
  return null;
end $$;
revoke all on function estate.touch_assertion() from public;
create trigger touched after insert or update or delete on estate.assertion
  for each row execute function estate.touch_assertion();
`,
  },
  { id: '0023-bulk-by-table', sql: bulkByTable(firstTables) },
  {
    // What the lists of identities have not taken in yet.
    id: '0024-listed',
    sql: `
alter table sources.read add column listed boolean not null default false;
create index read_unlisted on sources.read (number) where not listed;
grant update (listed) on sources.read to countersign_server;
`,
  },
  {
    // What began and what ended since a read is found without looking at every row.
    id: '0025-rows-since-a-read',
    sql: firstTables.map(rowsSinceSql).join(''),
  },
  {
    // Which items of a source its last complete read had: saves reading them again, and is never needed.
    id: '0026-remembered-items',
    sql: `
create table estate.remembered_items (
  source_no smallint not null, n integer not null, read integer not null,
  items integer not null, rows integer not null, gone integer not null, body bytea not null, seal bytea not null,
  primary key (source_no, n));
alter table estate.remembered_items alter column body set storage external;
grant select, insert, delete on estate.remembered_items to countersign_server;
`,
  },
  {
    // Why a source is paused and what its last reads ran into, so that it is not asked over and over.
    id: '0027-source-breaker',
    sql: `
alter table sources.source
  add column paused_by text check (paused_by in ('shrinking', 'person')),
  add column fallen jsonb,
  add column failures integer not null default 0 check (failures >= 0),
  add column last_failure jsonb,
  add column next_try_at timestamptz;
update sources.source set paused_by = 'shrinking' where state = 'paused';
alter table sources.source add check ((state = 'paused') = (paused_by is not null));
`,
  },
  {
    // Where secrets lie, and whose they are: the same secret or the same public id in any source is found by index.
    id: '0028-exposures',
    sql: `
alter table estate.credentials add column public_id text;
create index credentials_by_fingerprint on estate.credentials (fingerprint) where valid_to_read is null and fingerprint is not null;
create index credentials_by_public_id on estate.credentials (public_id) where valid_to_read is null and public_id is not null;
${withExposures
  .filter(({ since }) => since !== undefined)
  .map((table) => `${tableSql(table)}${rowsSinceSql(table)}`)
  .join('')}${bulkByTable(withExposures)}create or replace ${refreshStatistics(withExposures)}`,
  },
  {
    // Policies whole, for evaluations that know their language.
    id: '0029-policies',
    sql: `${withPolicies
      .filter(({ since }) => since === '0029-policies')
      .map((table) => `${tableSql(table)}${rowsSinceSql(table)}`)
      .join('')}${bulkByTable(withPolicies)}create or replace ${refreshStatistics(withPolicies)}`,
  },
  {
    // Who is away for a while, and where people's days begin.
    id: '0190-lives',
    sql: 'alter table estate.persons add column on_leave boolean, add column time_zone text;',
  },
  {
    // What a bundle of access holds, as decisions that were carried out say; every version is kept.
    id: '0192-bundles',
    sql: `
create table estate.bundle (
  id text primary key collate "C", title text not null, why text not null, owner text not null,
  content jsonb not null, version integer not null, execution text not null, since timestamptz not null default now());
create table estate.bundle_version (
  id text not null collate "C", version integer not null, retired boolean not null,
  title text, why text, owner text, content jsonb, execution text not null, since timestamptz not null default now(),
  primary key (id, version));
grant select on estate.bundle, estate.bundle_version to countersign_server, countersign_enforcer;
grant insert, update, delete on estate.bundle to countersign_enforcer;
grant insert on estate.bundle_version to countersign_enforcer;
`,
  },
];

/**
 * One table of the estate: narrow fixed part, then the entity's own columns; one live row a key, closed rows kept. No
 * foreign key to the source: checked row by row it costs more than the row itself, and only an import, which holds the
 * source's lock, writes here.
 */
function tableSql(table: EntityTable): string {
  const own = table.columns.map(([name, type]) => `  ${name} ${type},\n`).join('');
  return `create table estate.${table.name} (
  key_hash bigint not null,
  row_digest bigint not null,
  valid_from_read integer not null,
  valid_to_read integer,
  source_no smallint not null,
  key text not null,
${own}  check (valid_to_read > valid_from_read)
);
${liveIndexes(table.name)
  .map(({ sql }) => sql)
  .join('\n')}
create index ${table.name}_closed on estate.${table.name} (source_no, key_hash) where valid_to_read is not null;
grant select, insert on estate.${table.name} to countersign_server;
grant update (valid_to_read) on estate.${table.name} to countersign_server;
grant select on estate.${table.name} to countersign_enforcer;
`;
}

function rowsSinceSql({ name }: EntityTable): string {
  return `
create index ${name}_began on estate.${name} (valid_from_read) where valid_to_read is null;
create index ${name}_ended on estate.${name} (valid_to_read) where valid_to_read is not null;`;
}

/** Indexes over live rows only: by key, and for the tables that are met by what they refer to, by that. */
function liveIndexes(name: string): readonly { readonly name: string; readonly sql: string }[] {
  const by: Readonly<Record<string, string>> = {
    memberships: 'member_hash',
    grants: 'subject_hash',
    credentials: 'account_hash',
    ownerships: 'subject_hash',
    exposures: 'credential_hash',
  };
  const of = (index: string, kind: string, column: string) => ({
    name: index,
    sql: `create ${kind} if not exists ${index} on estate.${name} (source_no, ${column}) where valid_to_read is null;`,
  });
  const reference = by[name];
  return [
    of(`${name}_live`, 'unique index', 'key_hash'),
    ...(reference === undefined ? [] : [of(`${name}_by_${reference}`, 'index', reference)]),
  ];
}

/**
 * The server owns no table, so it cannot drop an index; these two let it load the very first rows without the live
 * indexes and build them after. `bulk_begin` does nothing unless every table is empty. Statistics are refreshed after
 * large reads, for the planner otherwise believes the tables are still as small as they were.
 */
function bulkFunctions(tables: readonly EntityTable[]): string {
  const names = tables.map((table) => table.name);
  const indexes = names.flatMap(liveIndexes);
  const all = names.map((name) => `estate.${name}`).join(', ');
  return `
create function estate.bulk_begin() returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  begin
    lock table ${all} in access exclusive mode nowait;
  exception when lock_not_available then return false; -- another source is being read: never wait here, that could deadlock
  end;
  if ${names.map((name) => `exists (select from estate.${name})`).join(' or ')} then return false; end if;
  ${indexes.map(({ name }) => `drop index estate.${name};`).join('\n  ')}
  return true;
end $$;
create function estate.bulk_end() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' as $$
begin
  ${indexes.map(({ sql }) => sql).join('\n  ')}
end $$;
create ${refreshStatistics(tables)}revoke all on function estate.bulk_begin(), estate.bulk_end(), estate.refresh_statistics(text) from public;
grant execute on function estate.bulk_begin(), estate.bulk_end(), estate.refresh_statistics(text) to countersign_server;
`;
}

function refreshStatistics(tables: readonly EntityTable[]): string {
  return `function estate.refresh_statistics(name text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if name <> all (array[${tables.map(({ name }) => `'${name}'`).join(', ')}]) then
    raise exception 'no table % in the estate', name;
  end if;
  execute format('analyze estate.%I', name);
end $$;
`;
}

/**
 * `bulk_begin` and `bulk_end` table by table, so that people read first do not make the first accounts slow: while there is
 * no account yet, the live indexes go from the tables that are empty. Tables that hold something are never locked, so what
 * they answer goes on; once there are accounts nothing is. A table in which another source's read is under way is left
 * alone, and only indexes that are gone are made again: waiting for another import here could deadlock.
 */
function bulkByTable(tables: readonly EntityTable[]): string {
  const names = tables.map((table) => table.name);
  return `
create or replace function estate.bulk_begin() returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare off boolean := false;
begin
  if exists (select from estate.accounts) then return false; end if;
${names
  .map(
    (name) => `  if not exists (select from estate.${name}) then
    begin
      lock table estate.${name} in access exclusive mode nowait;
      if not exists (select from estate.${name}) then
${liveIndexes(name)
  .map((index) => `        drop index if exists estate.${index.name};\n`)
  .join('')}        off := true;
      end if;
    exception when lock_not_available then null;
    end;
  end if;`,
  )
  .join('\n')}
  return off;
end $$;
create or replace function estate.bulk_end() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
begin
${names
  .flatMap(liveIndexes)
  .map(({ name, sql }) => `  if to_regclass('estate.${name}') is null then\n    ${sql}\n  end if;`)
  .join('\n')}
end $$;
`;
}
