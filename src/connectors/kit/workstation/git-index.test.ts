import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIndexAbove, gitIndexOf, isTracked, parseGitIndex } from './git-index.ts';

let repo = '';
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', repo, ...args], { encoding: 'utf8' });
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), 'countersign-index-'));
});
afterEach(() => rmSync(repo, { recursive: true }));

function fill(): void {
  mkdirSync(join(repo, 'a/b'), { recursive: true });
  for (const name of ['.env', 'a/b/long name é.txt', 'a/b/c', 'a/b/cc', 'a/bb', 'z'])
    writeFileSync(join(repo, name), name);
}

describe('reads the index as `git ls-files` does', () => {
  it.each([
    ['version 2', ['init', '-q'], '2'],
    ['version 3 with an intent to add', ['init', '-q'], '3'],
    ['version 4, compressed paths', ['init', '-q'], '4'],
    ['SHA-256', ['init', '-q', '--object-format=sha256'], '2'],
  ])('%s', (_name, init, version) => {
    git(...init);
    fill();
    git('add', '.env', 'a');
    if (version === '3') git('add', '-N', 'z');
    git('update-index', '--index-version', version);
    const listed = git('ls-files', '-z')
      .split('\0')
      .filter((path) => path !== '');
    expect([...(gitIndexOf(repo).tracked ?? [])].sort()).toEqual(listed.sort());
    expect(isTracked(gitIndexAbove(join(repo, 'a/b')), join(repo, '.env'))).toBe(true);
    expect(isTracked(gitIndexOf(repo), join(repo, 'not-there'))).toBe(false);
  });
});

it('gives undefined for an index that is cut off anywhere, and never throws', () => {
  git('init', '-q');
  fill();
  git('add', '.');
  const bytes = readFileSync(join(repo, '.git/index'));
  // the last entry: its flags (a name of one letter), its name, the end of the name
  const entriesEnd = bytes.lastIndexOf('\0\u0001z\0') + 4;
  for (let length = 0; length < entriesEnd; length += 7)
    expect(parseGitIndex(bytes.subarray(0, length), 20)).toBeUndefined();
});

it('does not know when there is no repository', () => {
  expect(isTracked(undefined, '/x')).toBeUndefined();
});
