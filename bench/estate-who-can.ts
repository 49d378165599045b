// who-can and what-can over a million edges, warm, through the whole engine (names fetched from PostgreSQL included).
import { addSource, importRead, openAccess, type AccessEngine } from '../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../src/model/index.ts';
import { asRead, cloud } from './estate-generator.ts';
import { sampleOf, seconds, startBenchServer } from './estate-database.ts';

export const name = 'estate-who-can';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const aws = must(isSourceId, 'aws');
const questionsARound = 200;

/** One membership and five grants an account: 166,000 accounts make 1 M edges (`COUNTERSIGN_BENCH_EDGES` for others). */
export async function run(): Promise<Readonly<Record<string, unknown>>> {
  const edges = Number(process.env['COUNTERSIGN_BENCH_EDGES'] ?? '1000000');
  const accounts = Math.round(edges / 6);
  const server = await startBenchServer();
  try {
    const { db, drop } = await server.fresh();
    await addSource(db, { id: aws, connector: 'aws', config: {}, at });
    const read = await importRead({
      database: db,
      source: aws,
      pages: asRead(cloud({ accounts, grantsPerAccount: 5 })),
      startedAt: at,
      now: () => at,
    });
    if (!read.ok) throw new Error(read.message);
    const loads: number[] = [];
    let megabytes = Number.NaN;
    for (let n = 0; n < 3; n++) {
      globalThis.gc?.();
      const before = residentMegabytes();
      const fresh = openAccess(db);
      loads.push(await seconds(() => fresh.resident()));
      globalThis.gc?.();
      megabytes = residentMegabytes() - before;
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
    return {
      name,
      edges: accounts * 6,
      loadSeconds: sampleOf(loads),
      engineMegabytes: globalThis.gc === undefined ? 'run node with --expose-gc to measure' : megabytes,
      whoCanExactP95Ms: sampleOf(rounds.exact),
      whoCanWildcardP95Ms: sampleOf(rounds.wildcard),
      whatCanP95Ms: sampleOf(rounds.what),
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
  const answer = await access.whatCan({ identity: { entity: 'account', source: aws, key } });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.total;
};

const residentMegabytes = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 1e6);
};

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
