// What a thousand principals of an AWS account could become: judged from compiled policies, and from PostgreSQL to steps, the first
// time and after a re-read that finds a hundredth of them changed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aws } from '../src/connectors/aws/index.ts';
import { readWhole } from '../src/connectors/kit/read-whole.ts';
import type { AwsEstate } from '../src/estate/access/aws-estate.ts';
import type { AccessGraph } from '../src/estate/access/graph.ts';
import { Kept } from '../src/estate/escalation/aws/kept.ts';
import { Openings } from '../src/estate/escalation/aws/openings.ts';
import { awsTechniqueList } from '../src/estate/escalation/aws/techniques/index.ts';
import { KeptFindings } from '../src/estate/escalation/kept-findings.ts';
import { loadEscalation } from '../src/estate/escalation/load-escalation.ts';
import { addSource, importRead, openAccess } from '../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../src/model/index.ts';
import { estateOf, MadeBefore, when, type MadeAccount } from '../test/support/aws/made-account.ts';
import { accountOf, changed } from './aws-account.ts';
import { exportOf } from './aws-export.ts';
import { startBenchServer } from './estate-database.ts';
import { ratio, sampleOf, type Report } from './report.ts';

export const name = 'aws-escalation';

const users = 400;
const roles = 600;
const rounds = 5;
const rereads = 3;

export async function run(): Promise<Report> {
  const first: number[] = [];
  const again: number[] = [];
  let openings = 0;
  let administrators = 0;
  for (let round = 0; round < rounds; round++) {
    let made = accountOf({ users, roles });
    const before = new MadeBefore();
    const estate = estateOf(made, before);
    const kept = new Kept(estate, when);
    let found = { openings: 0, administrators: 0 };
    first.push(processorSeconds(() => (found = judge(estate, kept))));
    kept.asking.rest();
    ({ openings, administrators } = found);
    const times: number[] = [];
    for (let read = 0; read < rereads; read++) {
      made = changed(made, round * rereads + read);
      const next = estateOf(made, before);
      times.push(
        processorSeconds(() => {
          if (!kept.holdsFor(next, when)) throw new Error('nothing of what was judged holds');
          judge(next, kept);
        }),
      );
      kept.asking.rest();
    }
    again.push(times.reduce((sum, each) => sum + each, 0) / rereads);
  }
  if (openings === 0 || administrators === 0) throw new Error('the account opens nothing of interest');
  const stored = await fromPostgres();
  return {
    what: `${users} users and ${roles} roles, ${awsTechniqueList.length} techniques: ${openings.toLocaleString('en')} ways stand open, ${administrators} administrators; a re-read finds ten principals changed, the mean of ${rereads}`,
    figures: [
      {
        what: 'every technique for every principal',
        unit: 's of processor time',
        sample: sampleOf(first),
      },
      { what: 'after a re-read with 1 % change', unit: 's of processor time', sample: sampleOf(again) },
      {
        what: 'from PostgreSQL to paths: reading rows, compiling, judging, steps; the first time',
        unit: 's of processor time',
        sample: sampleOf(stored.first),
      },
      {
        what: 'the same after a re-read with 1 % change',
        unit: 's of processor time',
        sample: sampleOf(stored.again),
      },
      {
        what: 'resident beyond what the access graph takes, with all that is kept for the next version',
        unit: 'MB',
        sample: sampleOf(stored.megabytes),
      },
    ],
    ratios: [
      ratio('judging after a re-read with 1 % change ÷ judging first', again, first, { atMost: 0.05 }),
      ratio('from PostgreSQL to paths, after such a re-read ÷ the first time', stored.again, stored.first),
    ],
    notMeasured: ['what PostgreSQL does', 'the access graph', 'paths over several steps'],
  };
}

function judge(
  estate: AwsEstate,
  kept: Kept,
): { readonly openings: number; readonly administrators: number } {
  const looked = new Openings(estate, when, kept);
  let openings = 0;
  let administrators = 0;
  for (const principal of estate.principals)
    if (looked.administrator(principal) !== undefined) administrators++;
  for (const principal of estate.principals)
    for (const { reached } of looked.of(principal, awsTechniqueList)) openings += reached.length;
  return { openings, administrators };
}

/** The same account read from an export, and what the engine puts together of it. */
async function fromPostgres(): Promise<Readonly<Record<'first' | 'again' | 'megabytes', readonly number[]>>> {
  const server = await startBenchServer();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const figures = {
    first: Array.of<number>(),
    again: Array.of<number>(),
    megabytes: Array.of<number>(),
  };
  try {
    for (let round = 0; round < rounds; round++) {
      const { db, drop } = await server.fresh();
      const source = must(isSourceId, 'cloud');
      await addSource(db, { id: source, connector: 'aws', config: {}, at });
      const access = openAccess(db);
      const read = async (made: MadeAccount): Promise<AccessGraph> => {
        const file = join(folder, 'details.json');
        writeFileSync(file, JSON.stringify(exportOf(made)));
        const { all } = await readWhole(aws, aws.locate(file));
        const observations = all.filter(({ type }) => type !== 'gap');
        const pages = async function* () {
          yield { observations, complete: true };
        };
        const done = await importRead({ database: db, source, pages, startedAt: at, now: () => at });
        if (!done.ok) throw new Error(done.message);
        return (await access.resident()).graph;
      };
      const kept = new KeptFindings();
      let made = accountOf({ users, roles });
      let graph = await read(made);
      const resident = residentMegabytes();
      const put = async (): Promise<number> => {
        const started = process.cpuUsage();
        await loadEscalation(db, graph, { kept });
        return secondsOf(process.cpuUsage(started));
      };
      figures.first.push(await put());
      figures.megabytes.push(residentMegabytes() - resident);
      const times: number[] = [];
      for (let again = 0; again < rereads; again++) {
        made = changed(made, round * rereads + again);
        graph = await read(made);
        times.push(await put());
      }
      figures.again.push(times.reduce((sum, each) => sum + each, 0) / rereads);
      await drop();
    }
    return figures;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
function processorSeconds(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  return secondsOf(process.cpuUsage(started));
}
function residentMegabytes(): number {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 2 ** 20;
}
