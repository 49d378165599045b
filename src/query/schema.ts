import type { Migration } from '../platform/store/index.ts';

/**
 * Schema `query`: one row an identity, made for lists. It holds nothing that is not elsewhere and may be emptied at any
 * time: the next refresh makes it anew. `lane`: 1 people (and accounts of people whom nobody knows), 2 workloads, 3
 * accounts of a known person, which count in that person's row. `used_sort` orders by last use: -1 never, else
 * milliseconds, the largest number where the source does not say.
 */
export const querySteps: readonly Migration[] = [
  {
    id: '0500-query',
    sql: `
create schema query;
revoke all on schema query from public;
grant usage on schema query to countersign_server;
create table query.identity (
  ref text primary key collate "C" check (ref ~ '^idn_[0-9a-f]{32}$'),
  lane smallint not null,
  entity text not null,
  source text not null,
  key text not null,
  name text not null,
  kind text not null,
  state text not null,
  person_ref text collate "C",
  owner jsonb,
  sponsor jsonb,
  owned boolean,
  accounts integer not null,
  credentials integer not null,
  oldest_credential timestamptz,
  used_sort bigint not null,
  created_at timestamptz,
  privileged boolean not null,
  findings integer not null,
  severity text,
  score integer not null,
  own_digest text not null,
  search tsvector not null
);
create index identity_by_risk on query.identity (lane, score desc, ref);
create index identity_by_kind on query.identity (lane, kind, score desc, ref);
create index identity_by_source on query.identity (lane, source, score desc, ref);
create index identity_by_name on query.identity (lane, lower(name) collate "C", ref);
create index identity_by_use on query.identity (lane, used_sort, ref);
create index identity_of_person on query.identity (person_ref) where person_ref is not null;
create index identity_search on query.identity using gin (search);
create table query.facet (
  lane smallint not null, facet text not null, value text not null, count bigint not null,
  primary key (lane, facet, value));
create table query.progress (
  only_one boolean primary key default true check (only_one),
  version integer not null,
  findings_mark text not null,
  refreshed_at timestamptz not null);
create table query.to_refresh (
  n bigint generated always as identity primary key, source text not null, key text not null);
-- The server owns no table; after large changes the planner must not believe that lists are still as small as they were.
create function query.refresh_statistics() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin analyze query.identity; end $$;
revoke all on function query.refresh_statistics() from public;
grant execute on function query.refresh_statistics() to countersign_server;
grant select, insert, update, delete on query.identity, query.facet, query.progress, query.to_refresh to countersign_server;
`,
  },
  {
    // A search among people finds their accounts too: walked in the order of the list, like one lane.
    id: '0501-people-in-order',
    sql: `
create index identity_people_by_risk on query.identity (score desc, ref) where lane in (1, 3);
create index identity_people_by_name on query.identity (lower(name) collate "C", ref) where lane in (1, 3);
create index identity_people_by_use on query.identity (used_sort, ref) where lane in (1, 3);
`,
  },
  {
    // Everything made anew is written beside, without indexes, and put in the place of what was: a million rows with eleven
    // indexes, each met in no order, take minutes. The indexes are those of the table it replaces, whatever they are by then.
    id: '0502-made-beside',
    sql: `
create function query.begin_anew() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  drop table if exists query.identity_anew;
  create table query.identity_anew (like query.identity including defaults including constraints);
  grant select, insert, update, delete on query.identity_anew to countersign_server;
end $$;
create function query.put_in_place() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
declare
  index record;
begin
  for index in
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'query.identity'::regclass and not i.indisprimary
  loop
    execute replace(replace(index.definition, ' INDEX ' || index.name || ' ', ' INDEX anew_' || index.name || ' '),
      ' ON query.identity ', ' ON query.identity_anew ');
  end loop;
  alter table query.identity_anew add constraint anew_identity_pkey primary key (ref);
  drop table query.identity;
  alter table query.identity_anew rename to identity;
  for index in
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'query.identity'::regclass and c.relname like 'anew\\_%'
  loop
    execute format('alter index query.%I rename to %I', index.name, substr(index.name, 6));
  end loop;
end $$;
revoke all on function query.begin_anew(), query.put_in_place() from public;
grant execute on function query.begin_anew(), query.put_in_place() to countersign_server;
`,
  },
];
