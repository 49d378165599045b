import type { Migration } from '../platform/store/index.ts';

/**
 * Schema `saved`: a person's views of lists. Whose it is and of which list never changes. They are nobody's decision and no
 * proof of anything, so they are really deleted, and all of a person's go with `delete from saved.view where owner = …`.
 */
export const savedViewSteps: readonly Migration[] = [
  {
    id: '0800-saved-views',
    sql: `
create schema saved;
revoke all on schema saved from public;
grant usage on schema saved to countersign_server;
create table saved.view (
  id text primary key collate "C" check (id ~ '^viw_[0-9a-z]{26}$'),
  owner text not null,
  list text not null check (list in ('identities', 'findings', 'access')),
  name text not null check (char_length(name) between 1 and 80),
  -- what is asked, as the API took it; jsonb's own spaces and escapes need some room more
  search jsonb not null check (jsonb_typeof(search) = 'object' and octet_length(search::text) <= 8192),
  shared boolean not null,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (owner, list, name));
create index view_shared on saved.view (lower(name) collate "C", id) where shared;
grant select, insert, delete on saved.view to countersign_server;
grant update (name, search, shared, version, changed_at) on saved.view to countersign_server;
`,
  },
];
