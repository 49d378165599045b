// What it costs to read an AWS account again in which a hundredth of the principals changed: from the export's file to findings
// and the first answer, against the first time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standingReader, viewReader } from '../src/commands/estate-views.ts';
import { evaluateFindings } from '../src/commands/findings.ts';
import { aws } from '../src/connectors/aws/index.ts';
import { readSource } from '../src/connectors/kit/read-source.ts';
import { defaultDetectionConfig } from '../src/detection/index.ts';
import { addSource, importRead, openAccess, openEscalation } from '../src/estate/index.ts';
import { createRecorder } from '../src/ledger/index.ts';
import { instantOf, isSourceId, isSubjectId, must } from '../src/model/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/store/index.ts';
import type { MadeAccount } from '../test/support/aws/made-account.ts';
import { accountOf, changed } from './aws-account.ts';
import { exportOf } from './aws-export.ts';
import { startBenchServer, type BenchServer } from './estate-database.ts';
import { costOf } from './processor-time.ts';
import { ratio, sampleOf, type Report } from './report.ts';

export const name = 'aws-reread';

const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
const principals = Number(process.env['COUNTERSIGN_BENCH_PRINCIPALS'] ?? '1000');
const rereads = 3;
const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const cloud = must(isSourceId, 'cloud');
const itemKey = new Uint8Array(32).fill(9);

const parts = ['reading and import', 'access and escalation', 'rules', 'the first answer'] as const;
type Costs = Readonly<Record<(typeof parts)[number], number>>;

/** 40 % users and 60 % roles; a re-read finds another inline policy at a hundredth of them. */
export async function run(): Promise<Report> {
  const server = await startBenchServer();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const first: Costs[] = [];
  const again: Costs[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const { db, drop } = await server.fresh();
      const reading = await opened(server, db, join(folder, 'details.json'));
      let made = accountOf({ users: principals * 0.4, roles: principals * 0.6 });
      first.push(await reading(made));
      const costs: Costs[] = [];
      for (let n = 0; n < rereads; n++)
        costs.push(await reading((made = changed(made, round * rereads + n))));
      again.push(meanOf(costs));
      await drop();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    what: `an AWS account of ${principals.toLocaleString('en')} principals read from its export, in processor time, ours and the database's; a re-read finds a hundredth changed, the mean of ${rereads}`,
    figures: parts.flatMap((part) => [
      { what: `${part}, the first time`, unit: 's', sample: sampleOf(first.map((each) => each[part])) },
      { what: `${part}, again`, unit: 's', sample: sampleOf(again.map((each) => each[part])) },
    ]),
    ratios: [
      ratio('all of it again ÷ the first time', again.map(total), first.map(total), { atMost: 0.05 }),
      ratio(
        'the same without reading and import',
        again.map((each) => total(each) - each['reading and import']),
        first.map((each) => total(each) - each['reading and import']),
      ),
    ],
    notMeasured: ['what asking AWS itself takes', 'several accounts of one organisation'],
  };
}

const total = (costs: Costs): number => parts.reduce((sum, part) => sum + costs[part], 0);
const meanOf = (all: readonly Costs[]): Costs => {
  const of = (part: (typeof parts)[number]): number =>
    all.reduce((sum, each) => sum + each[part], 0) / all.length;
  return {
    'reading and import': of('reading and import'),
    'access and escalation': of('access and escalation'),
    rules: of('rules'),
    'the first answer': of('the first answer'),
  };
};

async function opened(
  server: BenchServer,
  db: Database,
  file: string,
): Promise<(made: MadeAccount) => Promise<Costs>> {
  await addSource(db, { id: cloud, connector: 'aws', config: {}, at });
  const access = openAccess(db);
  const escalation = openEscalation(db, access);
  const system = {
    database: db,
    clock: { now: () => at },
    views: viewReader(db, access),
    standings: standingReader(db, access, escalation),
    detection: defaultDetectionConfig,
    recorder: createRecorder({ writer: 'server', clock: systemClock }),
    self: { kind: 'process', id: must(isSubjectId, 'prc_0000000000000001'), via: [] },
  } as const;
  const cost = async (work: () => Promise<unknown>): Promise<number> =>
    (await costOf(server.pid, work)).processorSeconds;
  const read = async (): Promise<void> => {
    const result = await importRead({
      database: db,
      source: cloud,
      startedAt: at,
      now: () => at,
      itemKey,
      pages: (memory) =>
        readSource(
          aws,
          {
            config: aws.locate(file),
            now: at,
            signal: new AbortController().signal,
            fingerprint: () => '',
            secret: async () => '',
          },
          { items: { key: itemKey, program: 'this', memory } },
        ).pages,
    });
    if (!result.ok) throw new Error(result.message);
  };
  const ask = async (): Promise<void> => {
    await access.whoCan({ action: 's3:GetObject', resource: 'arn:aws:s3:::b7/x' });
  };
  return async (made) => {
    writeFileSync(file, JSON.stringify(exportOf(made)));
    return {
      'reading and import': await cost(read),
      'access and escalation': await cost(() => escalation.ways()),
      rules: await cost(() => evaluateFindings(system, [])),
      'the first answer': await cost(ask),
    };
  };
}
