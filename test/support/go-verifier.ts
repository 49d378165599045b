import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Verifies an export folder under a checkpoint key. */
export type GoVerifier = (folder: string, key: string) => SpawnSyncReturns<string>;

/** Builds the Go verifier for a test file; undefined, with the reason on stderr, where Go or its packages are missing. */
export function goVerifier(): GoVerifier | undefined {
  const isThere =
    existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb/note') &&
    spawnSync('go', ['version']).status === 0;
  if (!isThere) {
    process.stderr.write('Go or its sumdb packages are missing; the Go verifier is not run.\n');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'countersign-go-'));
  const binary = join(folder, 'go-verifier');
  beforeAll(() => {
    const build = spawnSync(
      'go',
      ['build', '-o', binary, join(import.meta.dirname, '../go-verifier/main.go')],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          GO111MODULE: 'off',
          GOPATH: '/usr/share/gocode',
          GOCACHE: join(tmpdir(), 'countersign-go-cache'), // kept: compiling the standard library takes most of the time
          GOFLAGS: '',
        },
      },
    );
    if (build.status !== 0) throw new Error(build.stderr);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));
  return (exported, key) => spawnSync(binary, [exported, key], { encoding: 'utf8' });
}
