import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ConsoleBuild {
  readonly folder: string;
  readonly remove: () => void;
}

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');

/**
 * Builds the console as `npm start` does, into a folder of its own; `gallery` adds the page of all shared pieces. In a
 * process of its own: vitest says NODE_ENV=test, and React would be its slow self.
 */
export function buildConsole(mode: 'production' | 'gallery'): ConsoleBuild {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-console-'));
  const args = [vite, 'build', '--mode', mode, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  const run = spawnSync(process.execPath, args, {
    cwd: join(import.meta.dirname, '..', '..', 'web'),
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`the console does not build:\n${run.stdout}${run.stderr}`);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
