import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBinaries, makeLinks } from './binaries.ts';
import { isAlive } from '../process-identity.ts';
import { runningPostmaster } from './pid-file.ts';
import { scramVerifier } from './role-password.ts';
import { chooseRunAs, placeIn } from './run-as.ts';
import { whyUnsafe } from './server-check.ts';
import { isLeftBehind } from './work-folder.ts';

const isRoot = process.getuid?.() === 0;
let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cs-parts-'));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

describe('links of shared libraries', () => {
  const native = (): string => join(base, 'package', 'native');
  beforeEach(() => {
    mkdirSync(join(native(), 'lib'), { recursive: true });
    writeFileSync(join(native(), 'lib', 'libpq.so.5.18'), '');
    writeFileSync(
      join(native(), 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
    );
  });

  test('are made where the install script was blocked, and again without complaint', () => {
    for (const round of ['first', 'second']) {
      expect([round, makeLinks(native(), join(base, 'lib'))]).toEqual([round, []]);
      expect(readlinkSync(join(native(), 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    }
  });

  test('are made in a folder of our own where the package cannot be written to', () => {
    // A dangling folder stands for one that cannot be written to: root may write anywhere.
    writeFileSync(
      join(native(), 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/gone/libpq.so.5' }]),
    );
    expect(makeLinks(native(), join(base, 'lib'))).toEqual([join(base, 'lib')]);
    expect(readlinkSync(join(base, 'lib', 'libpq.so.5'))).toBe(
      join(native(), '..', 'native/lib/libpq.so.5.18'),
    );
  });
});

describe('who PostgreSQL runs as', () => {
  test.runIf(isRoot)('is a user namespace for root, and another user where that does not work', () => {
    const place = placeIn(join(base, 'postgres'));
    mkdirSync(place.folder);
    chmodSync(base, 0o755);
    const binaries = findBinaries(place.folder);
    expect(chooseRunAs(place, binaries)).toEqual({ mapTo: expect.any(Number) });
    const tools = join(base, 'tools');
    mkdirSync(tools);
    for (const tool of ['mkdir', 'rmdir', 'id']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
    const withoutUnshare = { ...binaries, env: { ...binaries.env, PATH: tools } };
    expect(chooseRunAs(place, withoutUnshare)).toEqual({ become: { uid: 65534, gid: 65534 } });
    expect(lstatSync(place.home).uid).toBe(65534);
    chmodSync(base, 0o700);
    expect(() => chooseRunAs(place, withoutUnshare)).toThrow(
      'tried a user namespace (unshare) and uid 65534',
    );
  });

  test.runIf(isRoot)(
    'is tried in a folder of its own each time: another start may try at this moment',
    () => {
      const place = placeIn(join(base, 'postgres'));
      mkdirSync(place.folder);
      chmodSync(base, 0o755);
      const made = join(base, 'made');
      writeFileSync(made, '');
      chmodSync(made, 0o666);
      const tools = join(base, 'tools');
      mkdirSync(tools);
      for (const tool of ['rmdir', 'id']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
      writeFileSync(join(tools, 'mkdir'), `#!/bin/sh\necho "$1" >> ${made}\nexec /usr/bin/mkdir "$1"\n`);
      chmodSync(join(tools, 'mkdir'), 0o755);
      const binaries = findBinaries(place.folder);
      const here = { ...binaries, env: { ...binaries.env, PATH: tools } };
      chooseRunAs(place, here);
      chooseRunAs(place, here);
      const tried = readFileSync(made, 'utf8').trimEnd().split('\n');
      expect(tried.length).toBe(2);
      expect(new Set(tried).size).toBe(2);
      // what a start that was killed there leaves is rubbish, and what one that lives works in is not
      expect(tried.map((path) => isLeftBehind(basename(path)))).toEqual([true, true]);
      expect(isLeftBehind(`init-${2 ** 22 - 1}-dead`)).toBe(true);
      expect(isLeftBehind(`init-${process.ppid}-busy`)).toBe(false);
      expect(isLeftBehind('data')).toBe(false);
    },
  );
});

describe('a pid file', () => {
  const told = (pid: number): void =>
    writeFileSync(join(base, 'postmaster.pid'), `${pid}\n${base}\n0\n5432\n/run/x\n\n0 0\nready\n`);

  test('counts for nothing when its process is gone, or is another program', () => {
    expect(runningPostmaster(base)).toBeUndefined();
    told(2 ** 22 - 1);
    expect(runningPostmaster(base)).toBeUndefined();
    told(process.pid);
    expect([isAlive(process.pid), runningPostmaster(base)]).toEqual([true, undefined]);
    writeFileSync(join(base, 'postmaster.pid'), 'rubbish');
    expect(runningPostmaster(base)).toBeUndefined();
  });
});

describe('a server that our guarantees cannot rest on', () => {
  const good = { versionNumber: 150004, fsync: 'on', fullPageWrites: 'on', synchronousCommit: 'local' };

  test.each([
    [good, undefined],
    [{ ...good, versionNumber: 140011 }, 'The database is PostgreSQL 14; version 15 or newer is needed.'],
    [
      { ...good, fsync: 'off' },
      'The database has `fsync` off: it would lose acknowledged entries when the power fails.',
    ],
    [
      { ...good, fullPageWrites: 'off', synchronousCommit: 'off' },
      'The database has `full_page_writes`, `synchronous_commit` off: it would lose acknowledged entries when the power fails.',
    ],
  ])('%o', (facts, message) => {
    expect(whyUnsafe(facts)?.message).toBe(message);
  });
});

test('a SCRAM verifier is the one that PostgreSQL computes', () => {
  // initdb of PostgreSQL 18 with the password `pencil`; salt, StoredKey and ServerKey from pg_authid.
  expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
  expect(() => scramVerifier('pässword', Buffer.alloc(16))).toThrow('printable ASCII');
});
