import { afterAll, beforeAll, expect, it } from 'vitest';
import { asRead, cloud } from '../../bench/estate-generator.ts';
import { startBenchServer, type BenchServer } from '../../bench/estate-database.ts';
import { addSource, importRead, openAccess, type ReadSummary } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../../src/model/index.ts';
import type { Database } from '../../src/platform/store/index.ts';

const accounts = Number(process.env['COUNTERSIGN_LARGE_ACCOUNTS'] ?? '1000000');
const size = { accounts, grantsPerAccount: 5 };
const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
/** Of rights alone: who keeps policies is asked by them, and a million principals one by one. */
const cloudSource = must(isSourceId, 'cloud');
let server: BenchServer;
let db: Database;
let peakMegabytes = 0;

beforeAll(async () => {
  server = await startBenchServer();
  ({ db } = await server.fresh());
  await addSource(db, { id: cloudSource, connector: 'csv', config: {}, at });
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

async function read(round: number): Promise<{ readonly summary: ReadSummary; readonly seconds: number }> {
  const watch = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, process.memoryUsage().rss / 1e6);
  }, 50);
  const started = performance.now();
  const result = await importRead({
    database: db,
    source: cloudSource,
    pages: asRead(cloud(size, round)),
    startedAt: at,
    now: () => at,
  });
  clearInterval(watch);
  if (!result.ok) throw new Error(result.message);
  return { summary: result.value, seconds: (performance.now() - started) / 1000 };
}

it('takes 1 M accounts with 5 M grants at 5,000 accounts a second, and 1 % of change for a fraction, in bounded memory', async () => {
  const first = await read(0);
  expect(first.summary.counts.account.added).toBe(accounts);
  expect(first.summary.counts.grant.added).toBe(accounts * 5 + 1000);
  const again = await read(1);
  expect(again.summary.counts.account).toMatchObject({ added: 0, changed: accounts / 100, closed: 0 });
  expect(again.summary.counts.grant).toMatchObject({ added: 0, changed: accounts / 20, closed: 0 });
  process.stdout.write(
    `first read ${first.seconds.toFixed(1)} s, re-read with 1 % change ${again.seconds.toFixed(1)} s, peak ${peakMegabytes.toFixed(0)} MB\n`,
  );
  expect(accounts / first.seconds).toBeGreaterThan(5000);
  expect(again.seconds / first.seconds).toBeLessThan(0.5);
  expect(peakMegabytes).toBeLessThan(2000);
});

it('answers who can over all of it', async () => {
  const access = openAccess(db);
  const answer = await access.whoCan({
    action: 'svc7:Get7',
    resource: 'arn:aws:svc:::thing-7',
    limit: 100,
  });
  expect(answer.holders).toHaveLength(100);
  expect(answer.total).toBeGreaterThanOrEqual(accounts / 1000);
  expect(answer.truncated).toBe(true);
});
