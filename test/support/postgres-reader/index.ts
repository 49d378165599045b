import { beforeAll, describe, expect, it } from 'vitest';
import { describeConnector } from '../../../src/connectors/kit/conformance.ts';
import type { ReadSummary } from '../../../src/connectors/kit/read-source.ts';
import { postgres, type PostgresConfig } from '../../../src/connectors/postgres/index.ts';
import {
  parseEntitlementKey,
  parseRoleKey,
  parseThingKey,
  roleKey,
} from '../../../src/connectors/postgres/keys.ts';
import type { Observation } from '../../../src/model/index.ts';
import { allData, canary, find, hostile, tag, type ReaderScene } from './scene.ts';

export { useReaderScene } from './scene.ts';

/** What the reader promises on every PostgreSQL that it reads. */
export function describePostgresReader(scene: ReaderScene): void {
  const { major, readAs, contextAs, askHr } = scene;
  describe('reading PostgreSQL as a role that may only connect', () => {
    let all: readonly Observation[] = [];
    let summary: ReadSummary | undefined;
    let database = '';
    beforeAll(async () => {
      ({ all, summary } = await readAs(`${tag}reader`));
      database = contextAs('x').config.database;
    });
    const table = (name: string): string => `table/${database}.pay.${name}`;
    /** PUBLIC has no USAGE on the schema: what it is granted there is held by those who have. */
    const withUsage = (role: string): string => `usage/${database}.pay.${role}`;

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
      expect(find(all, 'account', roleKey(`${tag}app`))).toMatchObject({ ...account, ...named('app') });
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
      expect(membership(`${tag}app`, allData(major))).toMatchObject({ via: 'set_role', admin: false });
      expect(membership(`${tag}dana`, 'public')).toMatchObject({ via: 'member' });
    });

    it.runIf(major >= 16)('tells a membership that gives neither inheritance nor SET', () => {
      expect(find(all, 'membership', `${roleKey(`${tag}bypass`)}#${roleKey(`${tag}team`)}`)).toMatchObject({
        via: 'set_role',
        admin: true,
        conditions: [expect.stringContaining('neither INHERIT nor SET')],
      });
    });

    it('tells grants on tables, views, columns, sequences and schemas, with grant option and ownership', () => {
      const grant = (role: string, entitlement: string): Observation | undefined =>
        find(all, 'grant', `${role === 'public' ? withUsage('public') : roleKey(tag + role)}#${entitlement}`);
      expect(grant('app', `${table('salary')}#SELECT`)).toMatchObject({ effect: 'allow', grantable: true });
      expect(grant('team', `${table('salary')}#OWNER`)).toMatchObject({ grantable: true });
      expect(grant('team', `${table('salary')}#DELETE`)).toBeDefined();
      expect(grant('public', `${table('totals')}#SELECT`)).toMatchObject({ grantable: false });
      expect(grant('dana', `column/${database}.pay.salary.amount#SELECT`)).toBeDefined();
      expect(grant('dana', `${table('salary')}#SELECT`)).toBeUndefined();
      expect(grant('app', `sequence/${database}.pay.numbers#USAGE`)).toBeDefined();
      expect(grant('app', `schema/${database}.pay#USAGE`)).toBeDefined();
      expect(grant('team', `schema/${database}.pay#OWNER`)).toBeDefined();
      const kinds = ['mat', 'parted', 'parted_1', 'totals', 'salary'].map((name) => {
        const resource = find(all, 'resource', table(name));
        return resource?.type === 'resource' ? resource.kind : 'missing';
      });
      expect(kinds).toEqual(['materialized view', 'partitioned table', 'partition', 'view', 'table']);
    });

    it.runIf(major >= 14)('tells what a predefined role may do without a grant', () => {
      expect(find(all, 'grant', 'role/pg_read_all_data#table/*#SELECT')).toMatchObject({
        entitlementKey: 'table/*#SELECT',
      });
    });

    it('agrees with has_table_privilege for every role and table', async () => {
      const rows = await askHr<{ role: string; priv: string; held: boolean }>(
        `select r.rolname as role, p.priv, has_table_privilege(r.oid, 'pay.salary', p.priv)
                  and has_schema_privilege(r.oid, 'pay', 'USAGE') as held
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

    it('tells one by one the functions that somebody closed or that run as their owner, and the others by owner', () => {
      const functions = all.filter(
        (o) => o.type === 'resource' && /(?:function|procedure|functions)$/.test(o.kind),
      );
      expect(functions.map((o) => o.key.replace(`${database}.`, '')).toSorted()).toEqual(
        [
          'function/pay.as_app()',
          'function/pay.as_chief(pay%2Esalary[])',
          'function/pay.as_chief_closed()',
          'function/pay.as_chief_pinned()',
          'function/pay.only_team()',
          'function/pay.run()',
          'function/public.as_chief_anywhere()',
          'functions/pay.postgres',
        ].toSorted(),
      );
      const may = (role: string, key: string): Observation | undefined =>
        find(all, 'grant', `${role}#${key.replace('/', `/${database}.`)}#EXECUTE`);
      expect(may(withUsage('public'), 'functions/pay.postgres')).toMatchObject({ grantable: false });
      expect(may(withUsage('public'), 'function/pay.as_chief(pay%2Esalary[])')).toBeDefined();
      expect(may('role/public', 'function/pay.as_chief_closed()')).toBeUndefined();
      expect(may('role/public', 'function/pay.only_team()')).toBeUndefined();
      expect(may(roleKey(`${tag}team`), 'function/pay.only_team()')).toMatchObject({ grantable: true });
      expect(
        find(all, 'grant', `${roleKey(`${tag}chief`)}#function/${database}.pay.as_chief_closed()#OWNER`),
      ).toBeDefined();
    });

    it('agrees with has_function_privilege for every role and function of ours', async () => {
      const rows = await askHr<{ role: string; name: string; plain: boolean; held: boolean }>(
        `select r.rolname as role, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name,
                p.proacl is null and not p.prosecdef as plain, has_function_privilege(r.oid, p.oid, 'EXECUTE')
                  and has_schema_privilege(r.oid, 'pay', 'USAGE') as held
           from pg_roles r, pg_proc p where p.pronamespace = 'pay'::regnamespace and starts_with(r.rolname, '${tag}') and not r.rolsuper`,
      );
      const inherited = (key: string): readonly string[] => [
        key,
        'role/public',
        ...all.flatMap((o) =>
          o.type === 'membership' && o.memberKey === key && o.via === 'member' ? inherited(o.groupKey) : [],
        ),
      ];
      const computed = rows.map((row) => {
        const on = row.plain
          ? `functions/${database}.pay.postgres`
          : `function/${database}.pay.${row.name.replaceAll('.', '%2E')}`;
        return {
          ...row,
          held: inherited(roleKey(row.role)).some((key) => find(all, 'grant', `${key}#${on}#EXECUTE`)),
        };
      });
      expect(rows.filter(({ held }) => !held).length).toBeGreaterThan(10);
      expect(computed).toEqual(rows);
    });

    it('tells what is granted by default on what is made later, and never on what is there', () => {
      const grants = all.filter((o) => o.type === 'grant' && o.entitlementKey.startsWith('defaults/'));
      expect(grants.map((o) => o.key.replace(`${database}.`, '')).toSorted()).toEqual(
        [
          `role/public#defaults/pay.${tag}app.tables#SELECT`,
          `role/${tag}dana#defaults/${tag}team.tables#INSERT`,
          `role/${tag}dana#defaults/${tag}team.tables#SELECT`,
        ].toSorted(),
      );
      expect(grants[0]).toMatchObject({ conditions: [expect.stringContaining('makes later')] });
      expect(find(all, 'resource', `defaults/${database}.${tag}team.tables`)).toMatchObject({
        name: `tables that ${tag}team makes later`,
      });
    });

    it('tells at the role what it left open: definer functions of a powerful owner, defaults to everybody', () => {
      const attributesOf = (name: string): unknown => {
        const account = find(all, 'account', roleKey(tag + name));
        return account?.type === 'account' ? account.attributes : undefined;
      };
      expect(attributesOf('chief')).toEqual({
        'definer pay.as_chief(pay.salary[])': 'search_path is not set; PUBLIC may not use its schema',
        'definer pay.as_chief_pinned()': 'search_path is set; PUBLIC may not use its schema',
        'definer public.as_chief_anywhere()': 'search_path is not set',
      });
      expect(attributesOf('app')).toEqual({ [`default on tables of ${tag}app in pay to PUBLIC`]: 'SELECT' });
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
          (o.type === 'entitlement' &&
            o.resourceKey !== undefined &&
            parseEntitlementKey(o.key) === undefined),
      );
      expect(unreadable).toEqual([]);
    });

    it('says what it did not read', () => {
      const gaps = all.filter((o) => o.type === 'gap').map((o) => o.key);
      expect(gaps).toEqual(expect.arrayContaining(['function-bodies', 'row-security', 'other-databases']));
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
        wrongKind: {
          notApplicable: 'what does not speak PostgreSQL is tried below, over a socket of its own',
        },
        oversized: { notApplicable: 'names have at most 63 bytes, and rows come through a cursor' },
        deep: { notApplicable: 'catalog rows are flat' },
        duplicate: { notApplicable: 'role and object names are unique in their catalogs' },
      },
      badLocations: ['', 'https://example.com', `postgres://reader:${canary}@host/db`],
    });
  });
}
