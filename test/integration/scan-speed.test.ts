import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canary, runScan } from '../support/planted-workstation.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-speed-'));
const files = 20_000;
beforeAll(() => {
  execFileSync('git', ['init', '-q', folder]);
  for (let i = 0; i < files / 20; i++) {
    const below = join(folder, `pkg${i % 50}`, `src${i}`);
    mkdirSync(below, { recursive: true });
    for (let j = 0; j < 19; j++) writeFileSync(join(below, `module-${j}.ts`), `export const n = ${j};\n`);
    writeFileSync(join(below, i % 10 === 0 ? '.env' : 'README.md'), `SERVICE_TOKEN=${canary(32)}\n`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(`scans a repository of ${files} files in under 3 seconds`, async () => {
  const started = performance.now();
  const { out } = await runScan(folder, folder, '--json', '.');
  const seconds = (performance.now() - started) / 1000;
  const { summary } = JSON.parse(out);
  process.stdout.write(
    `scan: ${summary.entriesSeen} entries, ${summary.filesRead} files read in ${seconds.toFixed(2)} s\n`,
  );
  expect(summary.entriesSeen).toBeGreaterThan(files);
  expect(summary.credentials).toBe(100);
  expect(seconds).toBeLessThan(3);
});
