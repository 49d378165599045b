// `npm start`, whole process: until the first finding is printed, on a new data folder and on the same one afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleOf, type Report } from './report.ts';

export const name = 'start';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');

export async function run(): Promise<Report> {
  const fresh: number[] = [];
  const old: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'cs-bench-start-'));
    try {
      fresh.push(await secondsToFirstFinding(folder));
      old.push(await secondsToFirstFinding(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return {
    what: 'npm start with the demo company, from the command to the first finding on the terminal',
    figures: [
      { what: 'new data folder', unit: 's', sample: sampleOf(fresh), target: { atMost: 15 } },
      { what: 'old data folder', unit: 's', sample: sampleOf(old), target: { atMost: 3 } },
    ],
    ratios: [],
    notMeasured: ['the installation of packages, which a first `npm start` does before', 'a cold file cache'],
  };
}

async function secondsToFirstFinding(folder: string): Promise<number> {
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--data', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  let shown = '';
  let took: number | undefined;
  for await (const piece of child.stdout) {
    shown += String(piece);
    if (took !== undefined || !/^ 1\. /m.test(shown)) continue;
    took = (performance.now() - began) / 1000;
    const stop = spawn(process.execPath, ['bin/countersign.cjs', 'stop', '--data', folder], { cwd: root });
    await once(stop, 'exit');
  }
  await gone;
  if (took === undefined) throw new Error(`npm start showed no finding: ${said.slice(-2000)}`);
  return took;
}
