// `npm run bench`: every bench, or those named. Ends with 1 when a ratio that has a target is told and misses it.
import { cpus, totalmem } from 'node:os';
import * as activity from './activity.ts';
import * as awsAccess from './aws-access.ts';
import * as awsEscalation from './aws-escalation.ts';
import * as awsReread from './aws-reread.ts';
import * as behaviour from './behaviour.ts';
import * as campaigns from './campaigns.ts';
import * as consoleBench from './console.ts';
import * as consoleLists from './console-lists.ts';
import * as duties from './duties.ts';
import * as escalation from './escalation.ts';
import * as expiry from './expiry.ts';
import * as estateImport from './estate-import.ts';
import * as estateWhoCan from './estate-who-can.ts';
import * as ledger from './ledger.ts';
import * as mining from './mining.ts';
import * as replay from './replay.ts';
import { fails, textOf, type Bench } from './report.ts';
import * as scan from './scan.ts';
import * as start from './start.ts';
import * as whatIf from './what-if.ts';

const benches: readonly Bench[] = [
  scan,
  start,
  consoleBench,
  ledger,
  mining,
  replay,
  estateWhoCan,
  awsAccess,
  awsEscalation,
  awsReread,
  duties,
  escalation,
  consoleLists,
  activity,
  behaviour,
  estateImport,
  whatIf,
  expiry,
  campaigns,
];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}

const cores = cpus();
process.stdout.write(
  `${new Date().toISOString()} · ${cores.length} × ${cores[0]?.model ?? 'unknown'} · ${Math.round(totalmem() / 2 ** 30)} GiB · Node ${process.version}\n`,
);
let missed = 0;
for (const bench of benches) {
  if (asked.length > 0 && !asked.includes(bench.name)) continue;
  const report = await bench.run();
  process.stdout.write(`\n== ${bench.name}: ${textOf(report)}`);
  missed += report.ratios.filter(fails).length;
}
if (missed > 0) process.stdout.write(`\n${missed} ratio(s) miss their target.\n`);
process.exitCode = missed > 0 ? 1 : 0;
