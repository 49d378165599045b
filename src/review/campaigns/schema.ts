import type { Migration } from '../../platform/store/index.ts';

/**
 * Campaigns as the server keeps them for pages and counts; what they prove is in the ledger. An item is frozen when the
 * manifest is made: `content` is its exact text and `digest` its leaf (RFC 6962). Of it only what was answered changes.
 * `r1`, `r2`, `r3`: who each seat of the present stage is asked of; null: the pool. `open_seats`: which of them wait, as
 * bits. A draft is what nobody launched, and may be discarded; a launched campaign is never deleted.
 */
export const campaignSteps: readonly Migration[] = [
  {
    id: '0160-campaigns',
    sql: `
create table review.campaign (
  no integer generated always as identity primary key,
  id text not null unique check (id ~ '^cmp_[0-9a-z]{8,40}$'),
  title text not null,
  kind text not null,
  lane text not null check (lane in ('people', 'machines')),
  state text not null check (state in ('draft', 'open', 'closed')),
  design jsonb not null,
  design_digest text not null,
  salt text not null,
  manifest text,
  items integer not null default 0,
  sources jsonb not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  launch_entry text unique,
  launched_by text,
  launched_at timestamptz,
  close_entry text unique,
  closed_at timestamptz,
  closed_because text,
  kept integer not null default 0,
  taken integer not null default 0,
  check ((state = 'draft') = (launch_entry is null)),
  check ((state = 'closed') = (close_entry is not null))
);
create index campaign_by_time on review.campaign (created_at desc, no desc) where state <> 'draft';
create table review.campaign_reviewer (
  no integer generated always as identity primary key,
  ref text not null unique,
  source text not null,
  key text not null
);
create table review.campaign_item (
  campaign integer not null,
  n integer not null,
  entity text not null check (entity in ('grant', 'membership')),
  source_no smallint not null,
  key_hash bigint not null,
  row_digest bigint not null,
  account_hash bigint not null,
  tier smallint not null,
  rank integer not null,
  state text not null default 'open' check (state in ('open', 'kept', 'taken')),
  stage smallint not null default 0,
  open_seats smallint not null,
  r1 integer,
  r2 integer,
  r3 integer,
  content text not null,
  digest bytea not null,
  primary key (campaign, n)
);
create index campaign_item_first on review.campaign_item (campaign, r1, n);
create index campaign_item_second on review.campaign_item (campaign, r2, n) where open_seats > 1;
create index campaign_item_third on review.campaign_item (campaign, r3, n) where open_seats > 3;
create table review.campaign_page (
  campaign integer not null,
  page integer not null,
  root bytea not null,
  primary key (campaign, page)
);
create table review.campaign_share (
  campaign integer not null,
  seat smallint not null,
  reviewer integer,
  items integer not null
);
create index campaign_share_of on review.campaign_share (campaign);
-- what a reviewer has chosen and not signed: it counts for nothing and may change
create table review.campaign_pending (
  campaign integer not null,
  n integer not null,
  seat smallint not null,
  person text not null,
  answer text not null,
  until timestamptz,
  reason text,
  changes jsonb,
  at timestamptz not null,
  primary key (campaign, n, seat, person)
);
create index campaign_pending_of on review.campaign_pending (campaign, person, n);
create table review.campaign_submission (
  id bigint generated always as identity primary key,
  campaign integer not null references review.campaign (no),
  entry text not null unique,
  statement_digest text not null unique,
  statement text not null,
  signature text not null,
  signer text not null,
  answers integer not null,
  decisions jsonb not null,
  finished_at timestamptz,
  at timestamptz not null
);
create index campaign_submission_of on review.campaign_submission (campaign, at);
create index campaign_submission_unfinished on review.campaign_submission (at) where finished_at is null;
create table review.campaign_answer (
  campaign integer not null,
  n integer not null,
  seat smallint not null,
  stage smallint not null,
  submission bigint not null references review.campaign_submission (id),
  person text not null,
  answer text not null,
  until timestamptz,
  reason text,
  proposal text,
  not_filed text,
  at timestamptz not null,
  corrected_by bigint references review.campaign_submission (id),
  primary key (campaign, n, seat, stage, submission)
);
create unique index campaign_answer_in_force on review.campaign_answer (campaign, n, seat, stage) where corrected_by is null;
create index campaign_answer_of_proposal on review.campaign_answer (proposal) where proposal is not null;
create table review.campaign_note (
  id bigint generated always as identity primary key,
  campaign integer not null references review.campaign (no),
  n integer,
  seat smallint,
  entry text not null,
  what text not null,
  said jsonb not null,
  by text,
  at timestamptz not null
);
create index campaign_note_of on review.campaign_note (campaign, n, at);
create index proposal_open_by_changes on review.proposal (changes_digest) where state = 'open';
create function review.discard_campaign(which integer) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from review.campaign where no = which and state = 'draft' for update;
  if not found then return false; end if;
  delete from review.campaign_item where campaign = which;
  delete from review.campaign_page where campaign = which;
  delete from review.campaign_share where campaign = which;
  delete from review.campaign where no = which;
  return true;
end $$;
revoke all on function review.discard_campaign(integer) from public;
grant execute on function review.discard_campaign(integer) to countersign_server;
create function review.refresh_campaign_statistics() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin analyze review.campaign_item; end $$;
revoke all on function review.refresh_campaign_statistics() from public;
grant execute on function review.refresh_campaign_statistics() to countersign_server;
grant select, insert on review.campaign, review.campaign_reviewer, review.campaign_item, review.campaign_page,
  review.campaign_share, review.campaign_submission, review.campaign_answer, review.campaign_note to countersign_server;
grant update (state, manifest, items, launch_entry, launched_by, launched_at, close_entry, closed_at, closed_because,
  kept, taken) on review.campaign to countersign_server;
grant update (state, stage, open_seats, r1, r2, r3) on review.campaign_item to countersign_server;
grant update (finished_at) on review.campaign_submission to countersign_server;
grant update (corrected_by, proposal, not_filed) on review.campaign_answer to countersign_server;
grant select, insert, update, delete on review.campaign_pending to countersign_server;
`,
  },
  {
    // a campaign that was due with items open: from then on the pool may answer whatever is open, beside who was asked
    id: '0161-campaigns-escalated',
    sql: `
alter table review.campaign add column escalated_at timestamptz;
grant update (escalated_at) on review.campaign to countersign_server;
`,
  },
  {
    id: '0162-campaign-limits',
    sql: `
create index campaign_limit_due on review.campaign_answer (until)
  where answer = 'limit' and corrected_by is null and proposal is null and not_filed is null;
`,
  },
  {
    // the enforcer holds an item to the manifest that was signed before it does what silence was mandated to do
    id: '0230-campaigns-for-the-enforcer',
    sql: `
grant select on review.campaign, review.campaign_item, review.campaign_page to countersign_enforcer;
`,
  },
  {
    // what is launched again and again; a template has no authority, and each launch is signed by a person
    id: '0231-campaign-templates',
    sql: `
create table review.campaign_template (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,60}$'),
  design jsonb not null,
  due_days integer not null check (due_days between 1 and 366),
  every text check (every in ('day', 'week', 'month', 'quarter', 'year')),
  first_at timestamptz,
  next_at timestamptz,
  waits_since timestamptz,
  waiting_items integer,
  made_by text not null,
  made_at timestamptz not null,
  retired_because text,
  check ((every is null) = (first_at is null))
);
create index campaign_template_due on review.campaign_template (next_at) where retired_because is null;
alter table review.campaign add column template text references review.campaign_template (name);
create index campaign_of_template on review.campaign (template, launched_at) where template is not null;
grant select, insert on review.campaign_template to countersign_server;
grant update (design, due_days, every, first_at, next_at, waits_since, waiting_items, made_by, made_at, retired_because)
  on review.campaign_template to countersign_server;
`,
  },
];
