import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describePostgresReader, useReaderScene } from '../../../test/support/postgres-reader/index.ts';
import { tag } from '../../../test/support/postgres-reader/scene.ts';
import { runSql, startTestPostgres } from '../../../test/support/postgres.ts';
import { answerer, expectedOf } from '../../../test/support/relations/answer.ts';
import { readCase } from '../../../test/support/relations/case-shape.ts';
import { runs } from '../../../test/support/runs.ts';
import { Fault } from '../../model/index.ts';
import { openDatabase } from '../../platform/store/index.ts';
import type { CallerContext } from '../kit/connector.ts';
import { readSource } from '../kit/read-source.ts';
import { readWhole } from '../kit/read-whole.ts';
import { postgres, type PostgresConfig } from './index.ts';

const scene = useReaderScene(startTestPostgres, 18); // the older ones: test/long/postgres-versions.test.ts
const { contextAs, readAs, urlOf } = scene;

describePostgresReader(scene);

describe('a PostgreSQL source that does not work', () => {
  const faultOf = async (context: CallerContext<PostgresConfig>): Promise<unknown> => {
    try {
      for await (const page of readSource(postgres, context).pages) expect(page.observations).toBeDefined();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is told apart: no such database, no such role, nobody there, not PostgreSQL', async () => {
    const context = contextAs(`${tag}reader`);
    const withConfig = (change: Partial<PostgresConfig>): CallerContext<PostgresConfig> => ({
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

describe('roles in roles, and what the server itself says of them', () => {
  const file = join(import.meta.dirname, '../../../test/relations/postgres-roles.yaml');
  const given = readCase(readFileSync(file, 'utf8'));
  const ask = async <Row extends object>(sql: string): Promise<readonly Row[]> => {
    const db = openDatabase({ url: urlOf('relations'), applicationName: 'test' });
    try {
      return await db.query<Row>(sql);
    } finally {
      await db.close();
    }
  };
  const answers = async () => {
    const context = contextAs(`${tag}reader`);
    const config = { ...context.config, database: 'relations' };
    return answerer((await readWhole(postgres, config, context)).all);
  };
  beforeAll(async () => {
    await runSql(urlOf('postgres'), 'create database relations');
    await runSql(urlOf('relations'), given.sql ?? '');
  });

  it('are answered as the documentation says', async () => {
    const answer = await answers();
    for (const question of given.questions)
      expect([question, answer(question)]).toEqual([question, expectedOf(question)]);
    expect(() =>
      answer({ check: { subject: 'role/no_such', action: 'SELECT', resource: 'x' }, answer: 'no' }),
    ).toThrow(/no_such/);
  });

  it('say yes and no where the server does, in nets of roles with every option made by chance', async () => {
    const roles = Array.from({ length: 7 }, (_, n) => `net_${n}`);
    await runSql(
      urlOf('relations'),
      `${roles.map((name) => `create role ${name} login;`).join(' ')} alter role net_6 superuser;
       create schema net_inner; create table net_inner.of_public (id int);
       grant select on net_inner.of_public to public;
       ${roles.map((name) => `create table public.of_${name} (id int); grant select on of_${name} to ${name};`).join(' ')}
       ${roles.map((name) => `create table net_inner.of_${name} (id int); grant select on net_inner.of_${name} to ${name};`).join(' ')}`,
    );
    const either = fc.constantFrom('true', 'true', 'false');
    const options = fc.record({
      inherit: either,
      set: either,
      admin: fc.constantFrom('false', 'false', 'true'),
    });
    const pairs = roles.flatMap((group, n) => roles.slice(0, n).map((member) => ({ member, group })));
    const met = { exact: 0, open: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...pairs), options), { minLength: 3, maxLength: 9 }),
        // a privilege on a table is of use to whoever has USAGE on its schema at the same time
        fc.subarray([...roles, ...roles.slice(0, 2), 'public'], { maxLength: 3 }),
        async (net, users) => {
          await runSql(
            urlOf('relations'),
            [
              ...pairs.map(({ member, group }) => `revoke ${group} from ${member}`),
              ...[...roles, 'public'].map((name) => `revoke usage on schema net_inner from ${name}`),
              ...users.map((name) => `grant usage on schema net_inner to ${name}`),
              ...net.map(
                ([{ member, group }, { inherit, set, admin }]) =>
                  `grant ${group} to ${member} with inherit ${inherit}, set ${set}, admin ${admin}`,
              ),
            ].join('; '),
          );
          const can = await ask<{ who: string; what: string; can: boolean }>(
            `select u.rolname as who, n.nspname || '.' || t.relname as what,
                    exists (select from pg_roles r where (r.oid = u.oid or pg_has_role(u.oid, r.oid, 'SET'))
                      and has_table_privilege(r.oid, t.oid, 'SELECT')
                      and has_schema_privilege(r.oid, n.oid, 'USAGE')) as can
               from pg_roles u, pg_class t join pg_namespace n on n.oid = t.relnamespace
              where u.rolname like 'net\\_%' and n.nspname in ('public', 'net_inner')
                and (t.relname like 'of\\_net\\_%' or t.relname = 'of_public')`,
          );
          const answer = await answers();
          // what is left open is what a role could give itself first, and nothing else
          const givesItself = net.some(
            ([, { inherit, set, admin }]) => `${inherit} ${set} ${admin}` === 'false false true',
          );
          const wrong = can.filter(({ who, what, can: says }) => {
            const check = { subject: `role/${who}`, action: 'SELECT', resource: what };
            const told = answer({ check, answer: 'yes' }).answer;
            met[told === 'depends' ? 'open' : 'exact']++;
            return told === 'depends' ? says || !givesItself : told !== (says ? 'yes' : 'no');
          });
          expect([net, users, wrong]).toEqual([net, users, []]);
        },
      ),
      { numRuns: runs(15) },
    );
    expect(met.exact).toBeGreaterThan(4 * met.open);
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
