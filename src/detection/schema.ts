import type { Migration } from '../platform/store/index.ts';

/**
 * Schema `detection`. The server writes findings; the enforcer alone writes acceptances, since accepting a risk is a
 * signed change. Whether a finding is *accepted* is not stored in it: it is an acceptance whose end is not yet reached.
 */
export const detectionSteps: readonly Migration[] = [
  {
    id: '0300-detection',
    sql: `
create schema detection;
create table detection.finding (
  n bigint generated always as identity primary key,
  id text not null unique check (id ~ '^fnd_[0-9a-z]{8,40}$'),
  rule text not null,
  account_source text not null,
  account_key text not null,
  subject jsonb not null,
  title text not null,
  severity text not null check (severity in ('critical', 'high', 'medium', 'low', 'info')),
  score integer not null,
  contributions jsonb not null,
  cause_key text not null,
  cause_title text not null,
  evidence jsonb not null,
  shown_digest text not null,
  material_digest text not null,
  content_digest text not null,
  recheck_at timestamptz,
  state text not null check (state in ('open', 'closed')),
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  -- The acceptance that the last sweep saw in force, so that the next one can tell what began and what ended.
  acceptance_seen timestamptz,
  check ((state = 'closed') = (closed_at is not null))
);
create index finding_of_account on detection.finding (account_source, account_key) where state = 'open';
create index finding_by_rank on detection.finding (score desc, id) where state = 'open';
create index finding_by_cause on detection.finding (rule, cause_key) where state = 'open';

create table detection.acceptance (
  finding_id text primary key,
  until timestamptz not null,
  reason text not null,
  execution text not null
);
create index acceptance_until on detection.acceptance (until);

-- Accounts about which the clock alone will change some answer, and when.
create table detection.account_watch (
  account_source text not null,
  account_key text not null,
  recheck_at timestamptz not null,
  primary key (account_source, account_key)
);
create index account_watch_due on detection.account_watch (recheck_at);

-- The rules and configuration of the last run over every account.
create table detection.basis (
  only_one boolean primary key default true check (only_one),
  digest text not null,
  at timestamptz not null
);

grant usage on schema detection to countersign_server, countersign_enforcer;
grant select, insert, update on detection.finding to countersign_server;
grant select, insert, update, delete on detection.account_watch, detection.basis to countersign_server;
grant select on detection.acceptance to countersign_server;
grant select on detection.finding to countersign_enforcer;
grant select, insert, update, delete on detection.acceptance to countersign_enforcer;
`,
  },
  {
    // The transaction that last wrote a finding or saw its acceptance begin or end. Whoever keeps a snapshot's xmin finds
    // by it all that was not visible then, whatever the order of commits.
    id: '0301-changed-by',
    sql: `
alter table detection.finding add column changed_by xid8 not null default pg_current_xact_id();
create index finding_changed_by on detection.finding (changed_by);
`,
  },
  {
    id: '0302-newest-first',
    sql: `
create index finding_by_opened on detection.finding (opened_at desc, id) where state = 'open';
`,
  },
  {
    id: '0303-all-of-an-account',
    sql: `
create index finding_of_account_ever on detection.finding (account_source, account_key);
`,
  },
  {
    // What a finding is found by: its runs of letters and digits in lower case, whatever the database's locale takes for a
    // letter. One function cuts rows and questions alike.
    id: '0304-search',
    sql: `
create function detection.words_of(given text) returns text[]
  language sql immutable parallel safe set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct left(w.word[1], 40)), '{}')
    from regexp_matches(lower(normalize(left(given, 4000), NFKC)),
      '[0-9a-z\\u00c0-\\u1fff\\u2c00-\\u2fff\\u3040-\\U0010ffff]+', 'g') w (word) $$;
create function detection.finds(given text) returns tsquery
  language sql immutable parallel safe set search_path = pg_catalog as $$
  select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(detection.words_of(given)) word $$;
revoke all on function detection.words_of(text), detection.finds(text) from public;
grant execute on function detection.words_of(text), detection.finds(text) to countersign_server;
alter table detection.finding add column search tsvector generated always as (array_to_tsvector(detection.words_of(
  left(title, 1000) || ' ' || left(coalesce(subject ->> 'name', ''), 500) || ' ' || left(account_key, 1000) || ' '
  || left(coalesce(subject ->> 'key', ''), 1000) || ' ' || account_source || ' ' || rule))) stored;
create index finding_search on detection.finding using gin (search);
create index finding_by_severity on detection.finding (severity) where state = 'open';
`,
  },
  {
    // What followed for accounts from the rows of others when rules last looked, so that who stands otherwise since is found though
    // the account itself did not change.
    id: '0305-standing',
    sql: `
create table detection.standing (
  account_source text not null,
  account_key text not null,
  digest text not null,
  primary key (account_source, account_key)
);
grant select, insert, update, delete on detection.standing to countersign_server;
`,
  },
  {
    id: '0306-standing-as-of',
    sql: `
create table detection.standing_as_of (
  is_only boolean primary key default true check (is_only),
  as_of text not null
);
grant select, insert, update, delete on detection.standing_as_of to countersign_server;
`,
  },
];
