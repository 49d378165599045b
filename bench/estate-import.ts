// How fast a read becomes the estate: first read, re-read with 1 % change, correlation; against COPY of the same rows.
import { finished } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { accountViews, addSource, importRead, openAccess } from '../src/estate/index.ts';
import { entityTables } from '../src/estate/tables/list.ts';
import { instantOf, isSourceId, must, type Observation } from '../src/model/index.ts';
import type { Database } from '../src/platform/store/index.ts';
import { asRead, cloud, people, type Size } from './estate-generator.ts';
import { ratioText, sampleOf, seconds, startBenchServer, type BenchServer } from './estate-database.ts';

export const name = 'estate-import';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const hr = must(isSourceId, 'hr');
const aws = must(isSourceId, 'aws');

/** Sizes: 10 k and 40 k accounts with 5 grants each, or `COUNTERSIGN_BENCH_ACCOUNTS` (a list such as `10000,1000000`). */
export async function run(): Promise<Readonly<Record<string, unknown>>> {
  const sizes = (process.env['COUNTERSIGN_BENCH_ACCOUNTS'] ?? '10000,40000').split(',').map(Number);
  const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
  const server = await startBenchServer();
  try {
    const results = [];
    for (const accounts of sizes) {
      const size = { accounts, grantsPerAccount: 5 };
      const samples = [];
      for (let n = 0; n < rounds; n++) samples.push(await round(server, size));
      results.push(tell(accounts, samples));
    }
    return { name, results };
  } finally {
    await server.stop();
  }
}

interface Round {
  readonly generate: number;
  readonly first: number;
  readonly copy: number;
  readonly again: number;
  readonly correlateAll: number;
  readonly correlateChanged: number;
  readonly megabytes: number;
}

function tell(accounts: number, rounds: readonly Round[]): Readonly<Record<string, unknown>> {
  const of = (pick: (round: Round) => number) => sampleOf(rounds.map(pick));
  const whole = of((r) => r.first + r.correlateAll);
  return {
    accounts,
    generateSeconds: of((r) => r.generate),
    firstReadSeconds: of((r) => r.first),
    copySeconds: of((r) => r.copy),
    copyOverFirstRead: ratioText(
      of((r) => r.copy),
      of((r) => r.first),
    ),
    rereadSeconds: of((r) => r.again),
    rereadOverFirstRead: ratioText(
      of((r) => r.again),
      of((r) => r.first),
    ),
    correlateAllSeconds: of((r) => r.correlateAll),
    correlateChangedSeconds: of((r) => r.correlateChanged),
    accountsPerSecondWithCorrelation: Math.round(accounts / whole.median),
    rereadOverFirstReadWithCorrelation: ratioText(
      of((r) => r.again + r.correlateChanged),
      whole,
    ),
    peakProcessMegabytes: Math.max(...rounds.map((r) => r.megabytes)),
  };
}

async function round(server: BenchServer, size: Size): Promise<Round> {
  const { db, admin, drop } = await server.fresh();
  for (const [id, connector] of [
    [hr, 'csv'],
    [aws, 'aws'],
  ] as const)
    await addSource(db, { id, connector, config: {}, at });
  let megabytes = 0;
  const read = async (source: typeof hr, pages: Iterable<readonly Observation[]>): Promise<number> => {
    const result = await importRead({
      database: db,
      source,
      pages: asRead(pages),
      startedAt: at,
      now: () => at,
    });
    if (!result.ok) throw new Error(result.message);
    megabytes = Math.max(megabytes, Math.round(process.memoryUsage().rss / 1e6));
    return result.value.number;
  };
  const access = openAccess(db);
  const correlate = async (since?: number): Promise<void> => {
    for await (const batch of accountViews(
      db,
      access,
      since === undefined ? { is: 'source', source: aws } : { is: 'changedSince', read: since },
    ))
      if (batch.length === 0) throw new Error('an empty batch');
  };
  const generate = await seconds(async () => [...countOnly(cloud(size))]);
  let firstRead = 0;
  const first = await seconds(async () => {
    firstRead = await read(aws, cloud(size));
  });
  await read(hr, people(size));
  await admin.query('checkpoint');
  const correlateAll = await seconds(() => correlate());
  const copy = await copyBaseline(server, admin);
  await read(hr, people(size));
  const again = await seconds(() => read(aws, cloud(size, 1)));
  const correlateChanged = await seconds(() => correlate(firstRead + 2));
  megabytes = Math.max(megabytes, Math.round(process.memoryUsage().rss / 1e6));
  await drop();
  return { generate, first, copy, again, correlateAll, correlateChanged, megabytes };
}

function* countOnly(pages: Iterable<readonly Observation[]>): Generator<number> {
  for (const page of pages) yield page.length;
}

/** COPY of the cloud source's rows into the same indexed tables of another database, from memory, a table at a time. */
async function copyBaseline(server: BenchServer, from: Database): Promise<number> {
  const { admin, drop } = await server.fresh();
  await addSource(admin, { id: hr, connector: 'csv', config: {}, at });
  await addSource(admin, { id: aws, connector: 'aws', config: {}, at });
  const reader = await from.connect();
  const writer = await admin.connect();
  let total = 0;
  for (const table of entityTables) {
    const pieces: Buffer[] = [];
    const where = `where source_no = (select no from sources.source where id = 'aws')`;
    const rows = reader.query(copyTo(`copy (select * from estate.${table.name} ${where}) to stdout`));
    for await (const piece of rows) pieces.push(piece as Buffer);
    total += await seconds(async () => {
      const sink = writer.query(copyFrom(`copy estate.${table.name} from stdin`));
      for (const piece of pieces)
        if (!sink.write(piece)) await new Promise((resolve) => sink.once('drain', resolve));
      sink.end();
      await finished(sink);
    });
  }
  reader.release();
  writer.release();
  await drop();
  return total;
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
