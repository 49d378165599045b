// How fast a read becomes findings: import, correlation and rules, of a first read and of a re-read with 1 % change; the
// import also against COPY of the same rows into the same indexed tables.
import { rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { standingReader, viewReader } from '../src/commands/estate-views.ts';
import { evaluateFindings } from '../src/commands/findings.ts';
import { defaultDetectionConfig } from '../src/detection/index.ts';
import { addSource, importRead, openAccess, openEscalation } from '../src/estate/index.ts';
import { entityTables } from '../src/estate/tables/list.ts';
import { createRecorder } from '../src/ledger/index.ts';
import { instantOf, isSourceId, isSubjectId, must, type Observation } from '../src/model/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/store/index.ts';
import { startBenchServer, type BenchServer } from './estate-database.ts';
import { readFolder } from '../test/support/read-csv-folder.ts';
import { csvFolder } from './csv-folder.ts';
import { asRead, cloud, people, type Size } from './estate-generator.ts';
import { costOf, type Cost } from './processor-time.ts';
import { ratio, sampleOf, seconds, type Figure, type Ratio, type Report } from './report.ts';

export const name = 'estate-import';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const hr = must(isSourceId, 'hr');
const cloudSource = must(isSourceId, 'cloud');

/** Sizes: 10 k, 40 k and 160 k accounts with 5 grants each (three rounds beyond 100 k, one beyond 500 k), or `COUNTERSIGN_BENCH_ACCOUNTS` (a list such as `10000,1000000`). */
export async function run(): Promise<Report> {
  const sizes = (process.env['COUNTERSIGN_BENCH_ACCOUNTS'] ?? '10000,40000,160000').split(',').map(Number);
  const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
  const server = await startBenchServer();
  const figures: Figure[] = [];
  const ratios: Ratio[] = [];
  try {
    let smaller: { readonly accounts: number; readonly costs: readonly number[] } | undefined;
    for (const accounts of sizes) {
      const samples: Round[] = [];
      const times = accounts > 500_000 ? 1 : accounts > 100_000 ? Math.min(rounds, 3) : rounds;
      for (let n = 0; n < times; n++) samples.push(await round(server, { accounts, grantsPerAccount: 5 }));
      const told = tell(accounts, samples);
      figures.push(...told.figures);
      ratios.push(...told.ratios);
      const costs = samples.map((r) => (r.first + r.firstRules) / accounts);
      if (smaller !== undefined)
        ratios.push(
          ratio(
            `cost of an account in a first read of ${accounts.toLocaleString('en')} to one of ${smaller.accounts.toLocaleString('en')}`,
            costs,
            smaller.costs,
            { atMost: 1.3 },
          ),
        );
      smaller = { accounts, costs };
    }
  } finally {
    await server.stop();
  }
  return {
    what: 'accounts with one membership and five grants each, people of another source, read from CSV files as `source read` reads them',
    figures,
    ratios,
    notMeasured: [
      'durability: the server of this bench does not wait for the disk, neither for us nor for COPY',
      'sources read at the same time',
    ],
  };
}

/** In a smaller estate a re-read is mostly what every read costs, whatever changed: the ratio is told, and is no gate. */
const enough = 40_000;

interface Round {
  readonly fromMemory: number;
  readonly first: number;
  readonly firstRules: number;
  readonly copy: number;
  /** The mean of three re-reads after each other, each of which finds a hundredth changed. */
  readonly again: number;
  readonly againRules: number;
  /** Both with correlation and rules. */
  readonly processorSeconds: { readonly first: number; readonly again: number };
  readonly megabytes: number;
}

function tell(accounts: number, rounds: readonly Round[]): Pick<Report, 'figures' | 'ratios'> {
  const of = (pick: (round: Round) => number) => sampleOf(rounds.map(pick));
  const size = `${accounts.toLocaleString('en')} accounts`;
  const figure = (what: string, pick: (round: Round) => number, unit = 's'): Figure => ({
    what: `${size}: ${what}`,
    unit,
    sample: of(pick),
  });
  return {
    figures: [
      figure('first import of records in memory', (r) => r.fromMemory),
      figure('first read, from the files', (r) => r.first),
      figure('first read, correlation and rules', (r) => r.firstRules),
      {
        ...figure(
          'first import of records in memory, with correlation and rules',
          (r) => accounts / (r.fromMemory + r.firstRules),
        ),
        unit: 'accounts/s',
        target: { atLeast: 5000 },
      },
      figure(
        'first read from the files, with correlation and rules',
        (r) => accounts / (r.first + r.firstRules),
        'accounts/s',
      ),
      figure('COPY of the same rows', (r) => r.copy),
      figure('re-read with 1 % change, import', (r) => r.again),
      figure('re-read with 1 % change, correlation and rules', (r) => r.againRules),
      figure('largest resident memory of the process', (r) => r.megabytes, 'MB'),
    ],
    ratios: [
      ratio(
        `${size}: speed of the first import of records in memory to COPY`,
        rounds.map((r) => r.copy),
        rounds.map((r) => r.fromMemory),
        { atLeast: 0.5 },
      ),
      ratio(
        `${size}: cost of the re-read to the first read, with correlation and rules`,
        rounds.map((r) => r.again + r.againRules),
        rounds.map((r) => r.first + r.firstRules),
        accounts < enough ? undefined : { atMost: 0.05 },
      ),
      ratio(
        `${size}: cost of the re-read to the first read, import alone`,
        rounds.map((r) => r.again),
        rounds.map((r) => r.first),
      ),
      ratio(
        `${size}: the same in processor time, ours and the database's, with correlation and rules`,
        rounds.map((r) => r.processorSeconds.again),
        rounds.map((r) => r.processorSeconds.first),
        accounts < enough ? undefined : { atMost: 0.05 },
      ),
    ],
  };
}

async function round(server: BenchServer, size: Size): Promise<Round> {
  const { db, admin, drop } = await server.fresh();
  for (const [id, connector] of [
    [hr, 'csv'],
    [cloudSource, 'csv'],
  ] as const)
    await addSource(db, { id, connector, config: {}, at });
  let megabytes = 0;
  const weigh = (): void => {
    megabytes = Math.max(megabytes, process.memoryUsage().rss / 1e6);
  };
  const read = async (source: typeof hr, pages: Iterable<readonly Observation[]>): Promise<void> => {
    const result = await importRead({
      database: db,
      source,
      pages: asRead(pages),
      startedAt: at,
      now: () => at,
    });
    if (!result.ok) throw new Error(result.message);
    weigh();
  };
  const access = openAccess(db);
  const system = {
    database: db,
    clock: { now: () => at },
    views: viewReader(db, access),
    standings: standingReader(db, access, openEscalation(db, access)),
    detection: defaultDetectionConfig,
    recorder: createRecorder({ writer: 'server', clock: systemClock }),
    self: { kind: 'process', id: must(isSubjectId, 'prc_0000000000000001'), via: [] },
  } as const;
  const rules = async (scope: 'everything' | 'changed'): Promise<void> => {
    const summary = await evaluateFindings(system, []);
    if (summary.scope !== scope) throw new Error(`rules ran over ${summary.scope}`);
    weigh();
  };
  const [before, after] = [await csvFolder(size), await csvFolder(size, 1)];
  const readCsv = async (path: string): Promise<void> => {
    await readFolder(db, cloudSource, path, { skips: true });
    weigh();
  };
  await read(hr, people(size));
  const cost = (work: () => Promise<void>): Promise<Cost> => costOf(server.pid, work);
  const first = await cost(() => readCsv(before));
  const firstRules = await cost(() => rules('everything'));
  await admin.query('checkpoint');
  const fromMemory = await importFromMemory(server, size);
  const copy = await copyBaseline(server, admin);
  const [again, againRules]: [Cost[], Cost[]] = [[], []];
  for (const folder of [after, before, after]) {
    again.push(await cost(() => readCsv(folder)));
    againRules.push(await cost(() => rules('changed')));
  }
  await drop();
  for (const folder of [before, after]) rmSync(folder, { recursive: true });
  const processor = (costs: readonly Cost[]): number => mean(costs.map((each) => each.processorSeconds));
  return {
    fromMemory,
    first: first.seconds,
    firstRules: firstRules.seconds,
    copy,
    again: mean(again.map((each) => each.seconds)),
    againRules: mean(againRules.map((each) => each.seconds)),
    processorSeconds: {
      first: first.processorSeconds + firstRules.processorSeconds,
      again: processor(again) + processor(againRules),
    },
    megabytes,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The import alone, of records that are there already, into a database of its own. */
async function importFromMemory(server: BenchServer, size: Size): Promise<number> {
  const { db, drop } = await server.fresh();
  await addSource(db, { id: cloudSource, connector: 'csv', config: {}, at });
  const pages = asRead(cloud(size));
  const spent = await seconds(() =>
    importRead({ database: db, source: cloudSource, pages, startedAt: at, now: () => at }),
  );
  await drop();
  return spent;
}

/** COPY of the cloud source's rows into the same indexed tables of another database, from memory, a table at a time. */
async function copyBaseline(server: BenchServer, from: Database): Promise<number> {
  const { admin, drop } = await server.fresh();
  await addSource(admin, { id: hr, connector: 'csv', config: {}, at });
  await addSource(admin, { id: cloudSource, connector: 'csv', config: {}, at });
  const reader = await from.connect();
  const writer = await admin.connect();
  let total = 0;
  for (const table of entityTables) {
    const pieces: Buffer[] = [];
    const where = `where source_no = (select no from sources.source where id = 'cloud')`;
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
