// The lists of the console over a million identities and what is wrong with them that came in through the import path: pages as the server gives them.
import { standingReader, viewReader } from '../src/commands/estate-views.ts';
import { evaluateFindings, listOfFindings } from '../src/commands/findings.ts';
import { facetsOfIdentities, listOfIdentities, refreshLists } from '../src/commands/identities.ts';
import { defaultDetectionConfig } from '../src/detection/index.ts';
import { addSource, importRead, openAccess, openEscalation } from '../src/estate/index.ts';
import { createRecorder } from '../src/ledger/index.ts';
import {
  instantOf,
  isSourceId,
  isSubjectId,
  must,
  type Observation,
  type Result,
} from '../src/model/index.ts';
import type { Database } from '../src/platform/store/index.ts';
import type { IdentityFilter, IdentityKeyset, IdentitySort } from '../src/query/index.ts';
import { startBenchServer } from './estate-database.ts';
import { asRead, cloud, people } from './estate-generator.ts';
import { sampleOf, seconds, type Report } from './report.ts';

export const name = 'console-lists';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const asksARound = 40;
const pageRows = 100;

/** A person to ten accounts, a fifth of them of services (`COUNTERSIGN_BENCH_IDENTITIES` accounts, a million unless set). */
export async function run(): Promise<Report> {
  const accounts = Number(process.env['COUNTERSIGN_BENCH_IDENTITIES'] ?? '1000000');
  const server = await startBenchServer();
  try {
    const { db, drop } = await server.fresh();
    const size = { accounts, grantsPerAccount: 1 };
    const took = {
      read: await seconds(async () => {
        await take(db, 'hr', people(size));
        await take(db, 'cloud', cloud(size));
      }),
      rules: 0,
      lists: 0,
    };
    const system = wired(db);
    took.rules = await seconds(() => evaluateFindings(system, []));
    took.lists = await seconds(() => refreshLists(system));
    const deep = await cursorAt(system, Math.min(20_000, Math.round(accounts / 50)));
    const asks = asksOf(system, deep);
    for (const ask of Object.values(asks)) await ask(0);
    const p95s = Object.fromEntries(Object.keys(asks).map((what) => [what, new Array<number>()]));
    for (let round = 0; round < 5; round++)
      for (const [what, ask] of Object.entries(asks)) p95s[what]?.push(await p95(round, ask));
    await drop();
    return {
      what: `the lists of ${accounts.toLocaleString('en')} accounts and ${(accounts / 10).toLocaleString('en')} people, ${pageRows} rows a page, ${asksARound} different asks a round`,
      figures: [
        ...Object.entries(p95s).map(([what, rounds]) => ({
          what: `${what}, p95`,
          unit: 'ms',
          sample: sampleOf(rounds),
          target: { atMost: 150 },
        })),
        { what: 'first read of both sources', unit: 's', sample: sampleOf([took.read]) },
        { what: 'rules over all of it', unit: 's', sample: sampleOf([took.rules]) },
        { what: 'lists made anew', unit: 's', sample: sampleOf([took.lists]) },
      ],
      ratios: [],
      notMeasured: ['the HTTP face and the browser', 'several asks at once', 'lists while a source is read'],
    };
  } finally {
    await server.stop();
  }
}

async function take(db: Database, name: string, rows: Iterable<readonly Observation[]>): Promise<void> {
  const source = must(isSourceId, name);
  await addSource(db, { id: source, connector: 'csv', config: {}, at });
  value(await importRead({ database: db, source, pages: asRead(rows), startedAt: at, now: () => at }));
}

function wired(database: Database) {
  const access = openAccess(database);
  const clock = { now: () => at };
  return {
    database,
    access,
    clock,
    views: viewReader(database, access),
    standings: standingReader(database, access, openEscalation(database, access)),
    detection: defaultDetectionConfig,
    recorder: createRecorder({ writer: 'server', clock }),
    self: { kind: 'process', id: must(isSubjectId, 'prc_0123456789abcdef'), via: [] },
  } as const;
}
type Wired = ReturnType<typeof wired>;

type Ask = (n: number) => Promise<number>;

/** Each as the console asks; none empty, so that nothing is quick by finding nothing. */
function asksOf(system: Wired, deep: IdentityKeyset): Readonly<Record<string, Ask>> {
  const list = async (filter: IdentityFilter, sort: IdentitySort = 'risk', after?: IdentityKeyset) => {
    const more = after === undefined ? {} : { after };
    const { items } = value(await listOfIdentities(system, { filter, sort, limit: pageRows, ...more }));
    if (items.length === 0) throw new Error(`no row for ${JSON.stringify(filter)}`);
    return items.length;
  };
  const findings = async (sort: 'rank' | 'newest') => {
    const { items } = value(await listOfFindings(system, { sort, limit: pageRows, groups: false }));
    if (items.length < pageRows) throw new Error(`${items.length} findings do not fill a page`);
    return items.length;
  };
  const people = { lane: 'people' } as const;
  const workloads = { lane: 'workloads' } as const;
  return {
    'the first page by risk': (n) => list(n % 2 === 0 ? people : workloads),
    'the first page by name': () => list(workloads, 'name'),
    'the first page by last use': () => list(workloads, 'last_used'),
    'a page deep in the list': () => list(workloads, 'risk', deep),
    'a search for one name': (n) => list({ ...workloads, search: `u${5 + n * 35}` }),
    'a search for a beginning that thousands have': (n) => list({ ...people, search: `perso ${n % 10}` }),
    'two facets together': (n) =>
      list({
        ...workloads,
        facets: { kind: ['service_account'], state: ['active'], ...(n % 2 === 0 ? { owned: ['no'] } : {}) },
      }),
    'a facet with a search': () => list({ ...workloads, search: 'log', facets: { source: ['cloud'] } }),
    'a page of findings by rank': () => findings('rank'),
    'a page of findings, newest first': () => findings('newest'),
    'the counts beside a filter': async (n) => {
      const filter = { ...workloads, search: n % 2 === 0 ? 'log' : `u${5 + n * 35}` };
      return value(await facetsOfIdentities(system, filter)).total;
    },
  };
}

/** Where the page after so many rows begins. */
async function cursorAt(system: Wired, rows: number): Promise<IdentityKeyset> {
  let after: IdentityKeyset | null = null;
  for (let told = 0; told < rows; told += 200) {
    const more: { readonly after?: IdentityKeyset } = after === null ? {} : { after };
    const page = value(
      await listOfIdentities(system, { filter: { lane: 'workloads' }, sort: 'risk', limit: 200, ...more }),
    );
    if (page.next === null) break;
    after = page.next;
  }
  if (after === null) throw new Error('the list ends on its first page');
  return after;
}

async function p95(round: number, ask: Ask): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < asksARound; n++)
    times.push((await seconds(() => ask(1 + round * asksARound + n))) * 1000);
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
