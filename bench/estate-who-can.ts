// who-can and what-can over a million edges, warm, through the whole engine (names fetched from PostgreSQL included).
import { addSource, importRead, openAccess, type AccessEngine } from '../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../src/model/index.ts';
import { asRead, cloud } from './estate-generator.ts';
import { startBenchServer } from './estate-database.ts';
import { sampleOf, seconds, type Report } from './report.ts';

export const name = 'estate-who-can';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
/** Of rights alone: `aws-access` measures questions to policies. */
const cloudSource = must(isSourceId, 'cloud');
const questionsARound = 200;

/** One membership and five grants an account: 166,000 accounts make 1 M edges (`COUNTERSIGN_BENCH_EDGES` for others). */
export async function run(): Promise<Report> {
  const edges = Number(process.env['COUNTERSIGN_BENCH_EDGES'] ?? '1000000');
  const accounts = Math.round(edges / 6);
  const server = await startBenchServer();
  try {
    const { db, drop } = await server.fresh();
    await addSource(db, { id: cloudSource, connector: 'csv', config: {}, at });
    const read = await importRead({
      database: db,
      source: cloudSource,
      pages: asRead(cloud({ accounts, grantsPerAccount: 5 })),
      startedAt: at,
      now: () => at,
    });
    if (!read.ok) throw new Error(read.message);
    const loads: number[] = [];
    const megabytes: number[] = [];
    for (let n = 0; n < 5; n++) {
      globalThis.gc?.();
      const before = residentMegabytes();
      const fresh = openAccess(db);
      loads.push(await seconds(() => fresh.resident()));
      globalThis.gc?.();
      megabytes.push(residentMegabytes() - before);
    }
    const access = openAccess(db);
    await access.resident();
    for (let n = 0; n < 50; n++) await exact(access, n);
    const rounds = { exact: new Array<number>(), wildcard: new Array<number>(), what: new Array<number>() };
    for (let round = 0; round < 5; round++) {
      rounds.exact.push(await p95(round, (n) => exact(access, n)));
      rounds.wildcard.push(await p95(round, (n) => wildcard(access, n)));
      rounds.what.push(await p95(round, (n) => what(access, n, accounts)));
    }
    await drop();
    const target = { atMost: 20 };
    return {
      what: `${questionsARound} questions a round over ${(accounts * 6).toLocaleString('en')} edges, warm, names fetched from PostgreSQL`,
      figures: [
        { what: 'load', unit: 's', sample: sampleOf(loads) },
        ...(globalThis.gc === undefined
          ? []
          : [{ what: 'memory of a loaded version', unit: 'MB', sample: sampleOf(megabytes) }]),
        { what: 'who-can, one resource, p95', unit: 'ms', sample: sampleOf(rounds.exact), target },
        { what: 'who-can, wildcards, p95', unit: 'ms', sample: sampleOf(rounds.wildcard), target },
        { what: 'what-can, p95', unit: 'ms', sample: sampleOf(rounds.what) },
      ],
      ratios: [],
      notMeasured: [
        ...(globalThis.gc === undefined ? ['memory: run node with --expose-gc'] : []),
        'answers of more than 200 holders',
        'the HTTP face and the terminal',
        'several questions at once',
      ],
    };
  } finally {
    await server.stop();
  }
}

/** Different questions in every round, so that no answer is the last one's. */
async function p95(round: number, ask: (n: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < questionsARound; n++) {
    const question = 1000 + round * questionsARound + n;
    times.push((await seconds(async () => ask(question))) * 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

const exact = async (access: AccessEngine, n: number): Promise<number> => {
  const right = (n * 37) % 5000;
  const answer = await access.whoCan({
    action: `svc${right % 40}:Get${right % 97}`,
    resource: `arn:aws:svc:::thing-${right}${right % 10 === 0 ? '/x' : ''}`,
    limit: 200,
  });
  if (answer.total === 0) throw new Error(`nobody holds right ${right}`);
  return answer.total;
};

const wildcard = async (access: AccessEngine, n: number): Promise<number> =>
  (
    await access.whoCan({
      action: `svc${n % 40}:Get*`,
      resource: `arn:aws:svc:::thing-${n % 500}*`,
      limit: 200,
    })
  ).total;

const what = async (access: AccessEngine, n: number, accounts: number): Promise<number> => {
  const key = `arn:aws:iam::123456789012:user/u${(n * 7919) % accounts}`;
  const answer = await access.whatCan({ identity: { entity: 'account', source: cloudSource, key } });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.total;
};

const residentMegabytes = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 1e6);
};
