import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresWriter } from '../../src/connectors/postgres/write.ts';
import { isSourceId, must, type Change } from '../../src/model/index.ts';
import { shiftDates } from '../../src/platform/relative-dates.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';

const source = must(isSourceId, 'acme-postgres');
const script = readFileSync('fixtures/acme/postgres/target.sql', 'utf8');

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres(); // of its own: roles belong to a whole server
  await runSql(server.url('postgres'), 'create database orders');
  await runSql(server.url('orders'), shiftDates(script, '2026-01-15', '2026-11-22'));
});
afterAll(() => server.stop());

const rowsOf = async <Row extends object>(sql: string): Promise<readonly Row[]> => {
  const client = new pg.Client({ connectionString: server.url('orders') });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
};
const changeBy = async (change: Change) => {
  const url = server.url('orders').replace('postgres://postgres@', 'postgres://countersign_writer@');
  const writer = openPostgresWriter({ url, execution: 'ent_00000000000000000000000000' });
  try {
    const before = await writer.observe(change);
    await writer.apply(change);
    const after = await writer.observe(change);
    await writer.restore(change, before);
    return { before, after, restored: await writer.observe(change) };
  } finally {
    await writer.close();
  }
};

describe('Acme’s order database', () => {
  it('gives the leaver’s account the daily sales and no other table', async () => {
    const readable = await rowsOf<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname in ('billing', 'catalog', 'reporting')
          and has_table_privilege('priya_nair', c.oid, 'select')`,
    );
    expect(readable).toEqual([{ name: 'reporting.daily_sales' }]);
  });

  it('has one password past its end, whatever the day of the first start', async () => {
    const rows = await rowsOf<{ rolname: string }>(
      `select rolname from pg_roles where rolvaliduntil < '2026-11-22'::timestamptz order by 1`,
    );
    expect(rows).toEqual([{ rolname: 'tomas_varga' }]);
  });

  it('has no password without an end, and one power outside the expected list', async () => {
    const endless = await rowsOf<{ rolname: string }>(
      `select rolname from pg_authid where rolpassword is not null and rolvaliduntil is null`,
    );
    const powers = await rowsOf<{ rolname: string }>(
      `select rolname from pg_roles where (rolbypassrls or rolreplication) and not rolsuper order by 1`,
    );
    expect(endless).toEqual([]);
    expect(powers.map((row) => row.rolname)).toEqual(['audit_probe', 'backup_agent']);
  });

  it('lets the writer disable the leaver’s account, and enable it again', async () => {
    const change: Change = { type: 'account.disable', source, accountKey: 'role/priya_nair' };
    expect(await changeBy(change)).toEqual({
      before: { exists: true, enabled: true },
      after: { exists: true, enabled: false },
      restored: { exists: true, enabled: true },
    });
  });

  it('lets the writer take the administrator membership away, and put it back', async () => {
    const change: Change = {
      type: 'membership.remove',
      source,
      memberKey: 'role/tomas_varga',
      groupKey: 'role/app_admin',
    };
    expect(await changeBy(change)).toEqual({
      before: { member: true, admin: false },
      after: { member: false, admin: false },
      restored: { member: true, admin: false },
    });
  });

  it('lets the writer take a right on the order data away, and put it back', async () => {
    const change: Change = {
      type: 'grant.remove',
      source,
      subjectKey: 'role/metrics_exporter',
      entitlementKey: 'table/orders.reporting.stock_levels#SELECT',
    };
    expect(await changeBy(change)).toEqual({
      before: { held: true, grantable: false },
      after: { held: false, grantable: false },
      restored: { held: true, grantable: false },
    });
  });
});
