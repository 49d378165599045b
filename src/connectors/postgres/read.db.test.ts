import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { describePostgresReader, useReaderScene } from '../../../test/support/postgres-reader/index.ts';
import { tag } from '../../../test/support/postgres-reader/scene.ts';
import { runSql, startTestPostgres } from '../../../test/support/postgres.ts';
import { Fault } from '../../model/index.ts';
import type { CallerContext } from '../kit/connector.ts';
import { readSource } from '../kit/read-source.ts';
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
