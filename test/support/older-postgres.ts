// PostgreSQL of older majors for tests of targets, from npm by a lock of their own; installed once, when a test asks.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeLinks } from '../../src/platform/postgres-server/binaries.ts';

export const olderMajors = [12, 13, 14, 15, 16, 17] as const;
export type OlderMajor = (typeof olderMajors)[number];

const root = join(import.meta.dirname, '../..');
const manifest = join(import.meta.dirname, '../long/postgres-binaries');
const cache = join(root, 'node_modules/.cache/countersign-postgres');

/** Why the older servers are not here, or where the programs of each are. */
export type OlderPostgres =
  | { readonly missing: string }
  | { readonly missing?: never; readonly native: (major: OlderMajor) => string };

/** Exact versions and hashes are in `test/long/postgres-binaries`; no install script runs. About 350 MB in node_modules/.cache. */
export function olderPostgres(): OlderPostgres {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return {
      missing: `their lock has binaries for Linux on x64, and this is ${process.platform} ${process.arch}`,
    };
  const problem = install();
  if (problem !== undefined) return { missing: problem };
  return {
    native(major) {
      const native = join(cache, 'node_modules', `postgres-${major}`, 'native');
      makeLinks(native, join(native, 'lib'));
      return native;
    },
  };
}

function install(): string | undefined {
  const lock = readFileSync(join(manifest, 'package-lock.json'));
  const want = createHash('sha256').update(lock).digest('hex');
  const stamp = join(cache, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return undefined;
  mkdirSync(cache, { recursive: true });
  rmSync(stamp, { force: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(manifest, name), join(cache, name));
  process.stderr.write('countersign tests: fetching PostgreSQL 12 to 17 from npm (once)...\n');
  const script = process.env['npm_execpath'];
  const [command, first] =
    script !== undefined && basename(script) === 'npm-cli.js' ? [process.execPath, [script]] : ['npm', []];
  const run = spawnSync(
    command,
    [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: cache,
      encoding: 'utf8',
      timeout: 240_000,
    },
  );
  if (run.status !== 0)
    return `npm could not fetch them: ${(run.stderr ?? '').trim().split('\n')[0] ?? String(run.error)}`;
  writeFileSync(stamp, want);
  return undefined;
}
