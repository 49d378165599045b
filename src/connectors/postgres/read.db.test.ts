import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSql, startTestPostgres, type TestPostgres } from '../../../test/support/postgres.ts';
import { Fault, instantOf, type Observation } from '../../model/index.ts';
import { openDatabase } from '../../platform/store/index.ts';
import type { ReadContext } from '../kit/connector.ts';
import { describeConnector } from '../kit/conformance.ts';
import { readSource, type ReadSummary } from '../kit/read-source.ts';
import { postgres, type PostgresConfig } from './index.ts';
import { parseEntitlementKey, parseRoleKey, parseThingKey, roleKey } from './keys.ts';

const now = instantOf(Date.parse('2026-06-01T00:00:00Z'));

// A server of its own: roles belong to a whole cluster, and other tests make and drop theirs meanwhile.
let server: TestPostgres | undefined;
const askHr = async <Row extends object>(sql: string): Promise<readonly Row[]> => {
  const db = openDatabase({ url: urlOf('hr'), applicationName: 'test' });
  try {
    return await db.query<Row>(sql);
  } finally {
    await db.close();
  }
};
const urlOf = (name: string): string => {
  if (server === undefined) throw new Error('the server is there only inside tests');
  return server.url(name);
};
const canary = 'canary-secret-1';
const tag = `t_`;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const hostile = [
  '"; drop role x; --',
  '__proto__',
  'a.b/c#d%e*f?g',
  'naïve 用户 \u202egnp',
  'é'.repeat(28),
].map((name) => tag + name);

const made = (): string => `
  create role ${tag}reader login;
  create role ${tag}app login valid until 'infinity';
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
  grant ${tag}team to ${tag}bypass with inherit false, set false, admin true;
  grant pg_read_all_data to ${tag}app with inherit false, set true;
  ${hostile.map((name) => `create role ${quoted(name)} login;`).join('\n')}`;

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
  ${hostile.map((name) => `grant insert on pay."odd.name/with#all*of?it%" to ${quoted(name)};`).join('\n')}`;

beforeAll(async () => {
  server = await startTestPostgres();
  await runSql(urlOf('postgres'), 'create database hr');
  await runSql(urlOf('hr'), made());
  await runSql(urlOf('hr'), objects());
});
afterAll(async () => server?.stop());

function contextAs(user: string, signal = new AbortController().signal): ReadContext<PostgresConfig> {
  const location = urlOf('hr').replace('//postgres@', `//${user}@`);
  return {
    config: postgres.locate(location),
    now,
    signal,
    fingerprint: () => '0'.repeat(64),
    secret: async () => 'not asked for',
  };
}

async function readAs(
  user: string,
): Promise<{ readonly all: readonly Observation[]; readonly summary: ReadSummary }> {
  const read = readSource(postgres, contextAs(user));
  const all: Observation[] = [];
  for await (const page of read.pages) all.push(...page.observations);
  return { all, summary: read.summary() };
}

const find = (all: readonly Observation[], type: Observation['type'], key: string): Observation | undefined =>
  all.find((o) => o.type === type && o.key === key);

describe('reading PostgreSQL as a role that may only connect', () => {
  let all: readonly Observation[] = [];
  let summary: ReadSummary | undefined;
  let database = '';
  beforeAll(async () => {
    ({ all, summary } = await readAs(`${tag}reader`));
    database = contextAs('x').config.database;
  });
  const table = (name: string): string => `table/${database}.pay.${name}`;

  it('is complete and repeats nothing', () => {
    expect(summary).toMatchObject({ complete: true, duplicatesIgnored: 0, textsReplaced: 0 });
  });

  it('tells accounts with their state, end, powers and who the comment says owns them', () => {
    const tags = { comment: 'owner: dana@example.com; kind: person' };
    const account = { type: 'account', kind: 'unknown', powers: [], interactive: true, state: 'active' };
    const named = (name: string): object => ({ key: roleKey(tag + name), name: tag + name });
    expect(find(all, 'account', roleKey(`${tag}dana`))).toEqual({
      ...account,
      ...named('dana'),
      kind: 'person',
      expiresAt: '2027-01-01T00:00:00.000Z',
      attributes: tags,
    });
    expect(find(all, 'ownership', `${roleKey(`${tag}dana`)}#owner`)).toMatchObject({
      ownerRef: 'dana@example.com',
    });
    expect(find(all, 'account', roleKey(`${tag}app`))).toEqual({ ...account, ...named('app') });
    expect(find(all, 'account', roleKey(`${tag}expired`))).toMatchObject({ state: 'expired' });
    expect(find(all, 'account', roleKey(`${tag}chief`))).toMatchObject({ powers: ['superuser'] });
    expect(find(all, 'account', roleKey(`${tag}bypass`))).toMatchObject({
      powers: ['createrole', 'createdb', 'replication', 'bypassrls'],
    });
  });

  it('keeps a locked role an account, even when others are members of it, and a pure group a group', () => {
    expect(find(all, 'account', roleKey(`${tag}locked`))).toMatchObject({
      state: 'disabled',
      interactive: false,
    });
    expect(find(all, 'account', roleKey(`${tag}limited`))).toMatchObject({ state: 'disabled' });
    expect(find(all, 'group', roleKey(`${tag}team`))).toEqual({
      type: 'group',
      key: roleKey(`${tag}team`),
      name: `${tag}team`,
      kind: 'role',
    });
    expect(find(all, 'account', roleKey(`${tag}team`))).toBeUndefined();
    const both = all
      .filter((o) => o.type === 'account')
      .filter((o) => find(all, 'group', o.key) !== undefined);
    expect(both).toEqual([]);
  });

  it('tells when passwords end, and that it could not see who has one', () => {
    const password = (name: string): Observation | undefined =>
      find(all, 'credential', `${roleKey(tag + name)}#password`);
    expect(password('app')).toMatchObject({ state: 'unknown', expiresAt: null });
    expect(password('dana')).toMatchObject({ expiresAt: '2027-01-01T00:00:00.000Z' });
    expect(find(all, 'gap', 'passwords')).toBeDefined();
  });

  it('tells memberships with admin, inheritance and SET, from every version’s options', () => {
    const membership = (member: string, group: string): Observation | undefined =>
      find(all, 'membership', `${roleKey(member)}#${roleKey(group)}`);
    expect(membership(`${tag}dana`, `${tag}team`)).toMatchObject({ via: 'member', admin: true });
    expect(membership(`${tag}app`, 'pg_read_all_data')).toMatchObject({ via: 'set_role', admin: false });
    expect(membership(`${tag}bypass`, `${tag}team`)).toMatchObject({
      via: 'set_role',
      admin: true,
      conditions: [expect.stringContaining('neither INHERIT nor SET')],
    });
    expect(membership(`${tag}dana`, 'public')).toMatchObject({ via: 'member' });
  });

  it('tells grants on tables, views, columns, sequences and schemas, with grant option and ownership', () => {
    const grant = (role: string, entitlement: string): Observation | undefined =>
      find(all, 'grant', `${role === 'public' ? 'role/public' : roleKey(tag + role)}#${entitlement}`);
    expect(grant('app', `${table('salary')}#SELECT`)).toMatchObject({ effect: 'allow', grantable: true });
    expect(grant('team', `${table('salary')}#OWNER`)).toMatchObject({ grantable: true });
    expect(grant('team', `${table('salary')}#DELETE`)).toBeDefined();
    expect(grant('public', `${table('totals')}#SELECT`)).toMatchObject({ grantable: false });
    expect(grant('dana', `column/${database}.pay.salary.amount#SELECT`)).toBeDefined();
    expect(grant('dana', `${table('salary')}#SELECT`)).toBeUndefined();
    expect(grant('app', `sequence/${database}.pay.numbers#USAGE`)).toBeDefined();
    expect(grant('app', `schema/${database}.pay#USAGE`)).toBeDefined();
    expect(grant('team', `schema/${database}.pay#OWNER`)).toBeDefined();
    expect(find(all, 'grant', 'role/pg_read_all_data#table/*#SELECT')).toMatchObject({
      entitlementKey: 'table/*#SELECT',
    });
    const kinds = ['mat', 'parted', 'parted_1', 'totals', 'salary'].map((name) => {
      const resource = find(all, 'resource', table(name));
      return resource?.type === 'resource' ? resource.kind : 'missing';
    });
    expect(kinds).toEqual(['materialized view', 'partitioned table', 'partition', 'view', 'table']);
  });

  it('agrees with has_table_privilege for every role and table', async () => {
    const rows = await askHr<{ role: string; priv: string; held: boolean }>(
      `select r.rolname as role, p.priv, has_table_privilege(r.oid, 'pay.salary', p.priv) as held
         from pg_roles r, unnest(array['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) p(priv)
        where starts_with(r.rolname, '${tag}') and not r.rolsuper`,
    );
    const inherited = (key: string): readonly string[] => [
      key,
      ...all.flatMap((o) =>
        o.type === 'membership' && o.memberKey === key && o.via === 'member' ? inherited(o.groupKey) : [],
      ),
    ];
    const computed = rows.map(({ role, priv }) => ({
      role,
      priv,
      held: inherited(roleKey(role)).some(
        (key) => find(all, 'grant', `${key}#${table('salary')}#${priv}`) !== undefined,
      ),
    }));
    expect(rows.filter(({ held }) => held).length).toBeGreaterThan(5);
    expect(computed).toEqual(rows);
  });

  it('keeps hostile names as data, under keys that read back', () => {
    for (const name of hostile) {
      expect(find(all, 'account', roleKey(name))).toMatchObject({ name });
      expect(parseRoleKey(roleKey(name))).toBe(name);
    }
    const odd = all.filter(
      (o) =>
        o.type === 'grant' && o.entitlementKey.includes('odd%2E') && o.entitlementKey.endsWith('#INSERT'),
    );
    expect(odd).toHaveLength(hostile.length + 1);
    const unreadable = all.filter(
      (o) =>
        (o.type === 'resource' && parseThingKey(o.key) === undefined) ||
        (o.type === 'entitlement' && o.resourceKey !== undefined && parseEntitlementKey(o.key) === undefined),
    );
    expect(unreadable).toEqual([]);
  });

  it('says what it did not read', () => {
    const gaps = all.filter((o) => o.type === 'gap').map((o) => o.key);
    expect(gaps).toEqual(
      expect.arrayContaining(['functions', 'default-privileges', 'row-security', 'other-databases']),
    );
  });

  it('gives the same again, and leaves nothing written or open', async () => {
    const again = await readAs(`${tag}reader`);
    expect(again.all).toEqual(all);
    expect(again.summary.contentDigest).toBe(summary?.contentDigest);
    const open = await askHr(
      "select 1 from pg_stat_activity where application_name = 'countersign read' and datname = current_database()",
    );
    expect(open.length).toBeLessThanOrEqual(1);
  });
});

describe('reading PostgreSQL as a superuser', () => {
  it('sees who has a password and shows nothing of it', async () => {
    const { all } = await readAs('postgres');
    expect(find(all, 'credential', `${roleKey(`${tag}chief`)}#password`)).toMatchObject({
      state: 'active',
      expiresAt: null,
    });
    expect(find(all, 'credential', `${roleKey(`${tag}app`)}#password`)).toBeUndefined();
    expect(find(all, 'gap', 'passwords')).toBeUndefined();
    expect(JSON.stringify(all)).not.toMatch(/canary-secret-1|SCRAM-SHA-256|md5[0-9a-f]{32}/);
  });
});

describe('with objects and roles', () => {
  const config =
    (change: Partial<PostgresConfig> = {}) =>
    (): PostgresConfig => ({
      ...contextAs(`${tag}reader`).config,
      ...change,
    });
  const live = 'it is live, and a connection that ends early is the test of interruption';
  describeConnector(postgres, {
    good: config(),
    reordered: { notApplicable: 'catalogs have no order of their own, and the reader sorts' },
    hostile: { config: config(), names: hostile },
    canaries: [canary],
    bad: {
      missing: { config: config({ database: 'no_such' }), code: 'source_unreachable' },
      truncated: { notApplicable: live },
      wrongKind: { notApplicable: 'what does not speak PostgreSQL is tried below, over a socket of its own' },
      oversized: { notApplicable: 'names have at most 63 bytes, and rows come through a cursor' },
      deep: { notApplicable: 'catalog rows are flat' },
      duplicate: { notApplicable: 'role and object names are unique in their catalogs' },
    },
    badLocations: ['', 'https://example.com', `postgres://reader:${canary}@host/db`],
  });
});

describe('a PostgreSQL source that does not work', () => {
  const faultOf = async (context: ReadContext<PostgresConfig>): Promise<unknown> => {
    try {
      for await (const page of readSource(postgres, context).pages) expect(page.observations).toBeDefined();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is told apart: no such database, no such role, nobody there, not PostgreSQL', async () => {
    const context = contextAs(`${tag}reader`);
    const withConfig = (change: Partial<PostgresConfig>): ReadContext<PostgresConfig> => ({
      ...context,
      config: { ...context.config, ...change },
    });
    expect(await faultOf(withConfig({ database: 'no_such' }))).toMatchObject({
      code: 'source_unreachable',
      message: expect.stringContaining('no database `no_such`'),
      next: expect.any(String),
    });
    expect(await faultOf(withConfig({ user: 'no_such_role' }))).toMatchObject({ code: 'source_unreachable' });
    expect(await faultOf(withConfig({ host: '/no/such/folder' }))).toMatchObject({
      code: 'source_unreachable',
    });
    expect(await faultOf(withConfig({ host: '127.0.0.1', port: 1 }))).toMatchObject({
      code: 'source_unreachable',
    });
  });

  it.each([
    ['is a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'source_unreachable'],
    ['hangs up', '', 'source_unreachable'],
    ['sends messages that PostgreSQL has not', 'z\0\0\0\u0004', 'input_wrong_kind'],
  ])('is told apart when what answers %s', async (_what, answer, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-nopg-'));
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => {
      server.listen(join(folder, '.s.PGSQL.5432'), resolve);
    });
    try {
      const context = contextAs(`${tag}reader`);
      const error = await faultOf({ ...context, config: { ...context.config, host: folder, port: 5432 } });
      expect(error).toMatchObject({
        code,
        next: expect.any(String),
      });
    } finally {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('ends at once when interrupted', async () => {
    const controller = new AbortController();
    const read = readSource(postgres, contextAs(`${tag}reader`, controller.signal), {
      limits: { pageSize: 1 },
    });
    const error = await (async () => {
      try {
        for await (const page of read.pages) if (page.observations.length > 0) controller.abort();
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(Fault);
    expect(error).toMatchObject({ code: 'interrupted' });
  });
});

describe('5,000 roles', () => {
  const many = `${tag}many_`;
  beforeAll(async () => {
    await runSql(
      urlOf('postgres'),
      `do $$ begin for i in 1..5000 loop execute format('create role %I login', '${many}' || i); end loop; end $$`,
    );
  });
  it('are all read, once each', async () => {
    const { all, summary } = await readAs(`${tag}reader`);
    const accounts = all.filter((o) => o.type === 'account' && o.name.startsWith(many));
    expect(accounts).toHaveLength(5000);
    expect(new Set(accounts.map((o) => o.key)).size).toBe(5000);
    expect(summary.duplicatesIgnored).toBe(0);
  });
});
