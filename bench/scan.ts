// `countersign scan` of this repository, whole process, as a developer or a CI job runs it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sampleOf, seconds, type Report } from './report.ts';

export const name = 'scan';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function run(): Promise<Report> {
  const times: number[] = [];
  let entries = 0;
  for (let round = 0; round <= 5; round++) {
    const took = await seconds(async () => {
      const ended = spawnSync(process.execPath, ['bin/countersign.cjs', 'scan', '--json', '.'], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      if (ended.status !== 0 && ended.status !== 1)
        throw new Error(`scan ended with ${ended.status}: ${ended.stderr}`);
      entries = JSON.parse(ended.stdout).summary.entriesSeen;
    });
    if (round > 0) times.push(took); // the first one warms the file cache
  }
  return {
    what: `scan of this repository (${entries.toLocaleString('en')} entries), whole process`,
    figures: [{ what: 'until its answer', unit: 's', sample: sampleOf(times), target: { atMost: 3 } }],
    ratios: [],
    notMeasured: ['a cold file cache', "a home folder's files"],
  };
}
