import { afterAll, beforeAll } from 'vitest';
import type { CallerContext } from '../../../src/connectors/kit/connector.ts';
import { readSource, type ReadSummary } from '../../../src/connectors/kit/read-source.ts';
import { postgres, type PostgresConfig } from '../../../src/connectors/postgres/index.ts';
import { instantOf, type Observation } from '../../../src/model/index.ts';
import { openDatabase } from '../../../src/platform/store/index.ts';
import { runSql, type TestPostgres } from '../postgres.ts';

export const canary = 'canary-secret-1';
export const tag = `t_`;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const hostile = [
  '"; drop role x; --',
  '__proto__',
  'a.b/c#d%e*f?g',
  'naïve 用户 \u202egnp',
  'é'.repeat(28),
].map((name) => tag + name);

/** A server with the database `hr`, made for reading. Roles belong to a whole cluster, so the server is its own. */
export interface ReaderScene {
  readonly major: number;
  readonly urlOf: (database: string) => string;
  /** Rows as the superuser sees them. */
  readonly askHr: <Row extends object>(sql: string) => Promise<readonly Row[]>;
  readonly contextAs: (user: string, signal?: AbortSignal) => CallerContext<PostgresConfig>;
  readonly readAs: (
    user: string,
  ) => Promise<{ readonly all: readonly Observation[]; readonly summary: ReadSummary }>;
}

/** For use at the top of a test file or a `describe`; `start` is asked once, before the tests. */
export function useReaderScene(start: () => Promise<TestPostgres>, major: number): ReaderScene {
  let server: TestPostgres | undefined;
  const urlOf = (name: string): string => {
    if (server === undefined) throw new Error('the server is there only inside tests');
    return server.url(name);
  };
  beforeAll(async () => {
    server = await start();
    await runSql(urlOf('postgres'), 'create database hr');
    await runSql(urlOf('hr'), made(major));
    await runSql(urlOf('hr'), objects());
  });
  afterAll(async () => server?.stop());

  const contextAs = (user: string, signal = new AbortController().signal): CallerContext<PostgresConfig> => ({
    config: postgres.locate(urlOf('hr').replace('//postgres@', `//${user}@`)),
    now: instantOf(Date.parse('2026-06-01T00:00:00Z')),
    signal,
    fingerprint: () => '0'.repeat(64),
    secret: async () => 'not asked for',
  });
  return {
    major,
    urlOf,
    contextAs,
    async askHr<Row extends object>(sql: string): Promise<readonly Row[]> {
      const db = openDatabase({ url: urlOf('hr'), applicationName: 'test' });
      try {
        return await db.query<Row>(sql);
      } finally {
        await db.close();
      }
    },
    async readAs(user) {
      const read = readSource(postgres, contextAs(user));
      const all: Observation[] = [];
      for await (const page of read.pages) all.push(...page.observations);
      return { all, summary: read.summary() };
    },
  };
}

export const find = (
  all: readonly Observation[],
  type: Observation['type'],
  key: string,
): Observation | undefined => all.find((o) => o.type === type && o.key === key);

/** Before PostgreSQL 16 a membership has no options of its own; a NOINHERIT member can only SET ROLE. */
const made = (major: number): string => `
  create role ${tag}reader login;
  create role ${tag}app login valid until 'infinity'${major >= 16 ? '' : ' noinherit'};
  create role ${tag}dana login valid until '2027-01-01 00:00:00+00';
  comment on role ${tag}dana is 'owner: dana@example.com; kind: person';
  create role ${tag}locked nologin valid until '2027-01-01 00:00:00+00';
  create role ${tag}expired login valid until '2020-01-01 00:00:00+00';
  create role ${tag}team nologin;
  create role ${tag}limited nologin connection limit 3;
  create role ${tag}chief login superuser password '${canary}';
  create role ${tag}bypass login bypassrls createdb createrole replication;
  grant ${tag}team to ${tag}dana with admin option;
  grant ${tag}team to ${tag}locked;
  grant ${tag}locked to ${tag}app;
  ${major >= 16 ? `grant ${tag}team to ${tag}bypass with inherit false, set false, admin true;` : ''}
  grant ${allData(major)} to ${tag}app${major >= 16 ? ' with inherit false, set true' : ''};
  ${hostile.map((name) => `create role ${quoted(name)} login;`).join('\n')}`;

/** A predefined role of that version. */
export const allData = (major: number): string => (major >= 14 ? 'pg_read_all_data' : 'pg_read_server_files');

const objects = (): string => `
  create schema pay authorization ${tag}team;
  create table pay.salary (id int primary key, amount numeric, note text);
  create view pay.totals as select sum(amount) from pay.salary;
  create materialized view pay.mat as select 1 as one;
  create table pay.parted (id int) partition by range (id);
  create table pay.parted_1 partition of pay.parted for values from (0) to (10);
  create sequence pay.numbers;
  create table pay."odd.name/with#all*of?it%" (id int);
  alter table pay.salary owner to ${tag}team;
  grant select on pay.salary to ${tag}app with grant option;
  grant select on pay.totals to public;
  grant select (amount), update (note) on pay.salary to ${tag}dana;
  grant usage on sequence pay.numbers to ${tag}app;
  grant usage on schema pay to ${tag}app;
  create function pay.plain(int, text) returns int language sql as 'select 1';
  create function pay.also_plain() returns int language sql as 'select 1';
  create function pay.only_team() returns int language sql as 'select 1';
  revoke execute on function pay.only_team() from public;
  grant execute on function pay.only_team() to ${tag}team with grant option;
  create procedure pay.run() language sql as 'select 1';
  revoke execute on procedure pay.run() from public;
  create function pay.as_chief(pay.salary[]) returns int language sql security definer as 'select 1';
  alter function pay.as_chief owner to ${tag}chief;
  create function pay.as_chief_pinned() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1';
  alter function pay.as_chief_pinned owner to ${tag}chief;
  create function pay.as_chief_closed() returns int language sql security definer as 'select 1';
  alter function pay.as_chief_closed owner to ${tag}chief;
  revoke execute on function pay.as_chief_closed() from public;
  create function public.as_chief_anywhere() returns int language sql security definer as 'select 1';
  alter function public.as_chief_anywhere owner to ${tag}chief;
  create function pay.as_app() returns int language sql security definer as 'select 1';
  alter function pay.as_app owner to ${tag}app;
  alter default privileges for role ${tag}app in schema pay grant select on tables to public;
  alter default privileges for role ${tag}team grant select, insert on tables to ${tag}dana;
  alter default privileges for role ${tag}dana revoke execute on functions from public;
  ${hostile.map((name) => `grant insert on pay."odd.name/with#all*of?it%" to ${quoted(name)};`).join('\n')}`;
