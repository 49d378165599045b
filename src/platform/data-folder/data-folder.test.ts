import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../model/failure.ts';
import { instantOf } from '../../model/time.ts';
import {
  isDataFolder,
  locateDataFolder,
  lockDataFolder,
  lockHolder,
  openDataFolder,
  pathsIn,
} from './index.ts';

const isRoot = process.getuid?.() === 0;
const clock = { now: () => instantOf(Date.parse('2026-01-02T03:04:05Z')) };
let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cs-data-'));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});
const faultOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no fault';
};
const access = (path: string): string => {
  const { mode, uid, gid } = statSync(path);
  return `${(mode & 0o777).toString(8)} ${uid}:${gid}`;
};

describe('the data folder', () => {
  test('is where the flag, else the variable, else the current folder says', () => {
    const env = { COUNTERSIGN_DATA: '/v' };
    expect(locateDataFolder({ flag: 'f', env, cwd: '/w' })).toBe('/w/f');
    expect(locateDataFolder({ env, cwd: '/w' })).toBe('/v');
    expect(locateDataFolder({ env: { COUNTERSIGN_DATA: '' }, cwd: '/w' })).toBe('/w/.countersign');
  });

  test('is made private, and taken up again', () => {
    const root = join(base, 'deep/er/data');
    const first = openDataFolder(root, 'roles-only');
    expect([first.isNew, openDataFolder(root, 'roles-only').isNew, isDataFolder(root)]).toEqual([
      true,
      false,
      true,
    ]);
    for (const path of [
      first.root,
      first.run,
      first.server,
      first.enforcer,
      first.sequencer,
      first.checkpoints,
      first.imports,
    ])
      expect(access(path)).toBe(`700 ${process.getuid?.()}:${process.getgid?.()}`);
  });

  test.runIf(isRoot)('gives each process its own folder, which the others cannot enter', () => {
    const data = openDataFolder(join(base, 'data'), 'three-uids');
    expect(
      [data.root, data.run, data.server, data.enforcer, data.sequencer, data.checkpoints, data.imports].map(
        access,
      ),
    ).toEqual([
      '711 0:0',
      '710 0:64100',
      '700 64101:64100',
      '700 64102:64100',
      '700 64103:64100',
      '700 64103:64100',
      '710 0:64100',
    ]);
    expect(access(join(data.apiSocket, '..'))).toBe('700 64101:64100');
  });

  test.runIf(isRoot)('takes its files along when the fence changes', () => {
    const before = openDataFolder(join(base, 'data'), 'roles-only');
    writeFileSync(join(before.enforcer, 'credentials.json'), '{}', { mode: 0o600 });
    openDataFolder(join(base, 'data'), 'three-uids');
    expect(access(join(before.enforcer, 'credentials.json'))).toBe('600 64102:64100');
    openDataFolder(join(base, 'data'), 'roles-only');
    expect(access(join(before.enforcer, 'credentials.json'))).toBe('600 0:0');
  });

  test('refuses a folder that is something else, and a file, and leaves them alone', () => {
    mkdirSync(join(base, 'code'));
    for (const name of ['a', 'b\u001b[2J', 'c', 'd', 'e']) writeFileSync(join(base, 'code', name), '');
    expect(faultOf(() => openDataFolder(join(base, 'code'), 'roles-only'))).toBe(
      `usage: \`${base}/code\` is something else than a Countersign data folder: it holds \`a\`, \`b\\u{1b}[2J\`, \`c\` and 2 more.`,
    );
    expect(faultOf(() => openDataFolder(join(base, 'code/a'), 'roles-only'))).toContain('is a file');
    expect(existsSync(join(base, 'code', 'run'))).toBe(false);
  });

  test('refuses one of another format', () => {
    openDataFolder(base, 'roles-only');
    writeFileSync(join(base, '.countersign-data'), 'countersign data folder, format 9\n');
    expect(faultOf(() => openDataFolder(base, 'roles-only'))).toContain('made by another version');
  });

  test('has an API socket that can be bound, however long its own path is', async () => {
    const data = openDataFolder(join(base, 'p'.repeat(100), 'data'), 'roles-only');
    expect(openDataFolder(data.root, 'roles-only').apiSocket).toBe(data.apiSocket);
    const server = createServer().listen(data.apiSocket);
    await once(server, 'listening');
    server.close();
    rmSync(join(data.apiSocket, '..'), { recursive: true });
  });
});

describe('its lock', () => {
  const path = (): string => join(pathsIn(base).run, 'start.lock');
  beforeEach(() => {
    mkdirSync(pathsIn(base).run);
  });

  test('tells a second start who runs it, and lets it in after the release', () => {
    const lock = lockDataFolder(path(), clock);
    const fault = `already_done: Countersign already runs on this data folder: process ${process.pid}, since 2026-01-02T03:04:05.000Z.`;
    expect(faultOf(() => lockDataFolder(path(), clock))).toBe(fault);
    expect(lockHolder(path(), clock)?.pid).toBe(process.pid);
    lock.release();
    expect(lockHolder(path(), clock)).toBeUndefined();
    lockDataFolder(path(), clock).release();
  });

  test('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, [
      '-e',
      `import('${process.cwd()}/src/platform/data-folder/index.ts').then((m) => { m.lockDataFolder('${path()}', { now: () => '2026-01-01T00:00:00.000Z' }); console.log('locked'); setInterval(() => {}, 1e6); })`,
    ]);
    await once(child.stdout, 'data');
    expect(faultOf(() => lockDataFolder(path(), clock))).toContain(`process ${child.pid}, since 2026-01-01`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDataFolder(path(), clock).release();
  });

  test('is not held by another process that got the same pid since, nor by rubbish', () => {
    lockDataFolder(path(), clock).release();
    const holder = { pid: process.pid, since: clock.now(), command: 'x', startMark: '1' };
    writeFileSync(path(), JSON.stringify({ ...holder, namespace: namespaceNow() }));
    lockDataFolder(path(), clock).release();
    writeFileSync(path(), '{"pid":');
    lockDataFolder(path(), clock).release();
    expect(existsSync(path())).toBe(false);
  });

  test.runIf(process.platform === 'linux')('of another container counts while it beats', () => {
    const holder = { pid: 1, since: clock.now(), command: 'x', startMark: '1', namespace: 'pid:[1]' };
    const beat = (secondsAgo: number): void => {
      writeFileSync(path(), JSON.stringify(holder));
      const at = Date.parse(clock.now()) / 1000 - secondsAgo;
      utimesSync(path(), at, at);
    };
    beat(5);
    expect(faultOf(() => lockDataFolder(path(), clock))).toContain('process 1, since');
    beat(60);
    lockDataFolder(path(), clock).release();
  });

  test('goes to exactly one of many that want it at once', async () => {
    const code = `import('${process.cwd()}/src/platform/data-folder/index.ts').then((m) => { try { m.lockDataFolder('${path()}', { now: () => '2026-01-01T00:00:00.000Z' }); console.log('got'); setTimeout(() => process.exit(), 4000); } catch (e) { console.log(e.code); process.exit(); } })`;
    writeFileSync(
      path(),
      JSON.stringify({ pid: 2 ** 22 - 1, since: clock.now(), command: 'x', namespace: namespaceNow() }),
    );
    const said = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const child = spawn(process.execPath, ['-e', code]);
        const [line]: unknown[] = await once(child.stdout, 'data');
        return { child, line: String(line).trim() };
      }),
    );
    for (const { child } of said) child.kill('SIGKILL');
    expect(said.map((s) => s.line).sort()).toEqual([...Array<string>(5).fill('already_done'), 'got']);
  });

  const namespaceNow = (): string => {
    const lock = lockDataFolder(join(base, 'other.lock'), clock);
    const text = readFileSync(join(base, 'other.lock'), 'utf8');
    lock.release();
    return String((JSON.parse(text) as { namespace?: string }).namespace);
  };
  test.runIf(!isRoot)('cannot be made in a folder that cannot be written to', () => {
    chmodSync(base, 0o500);
    expect(faultOf(() => openDataFolder(join(base, 'x'), 'roles-only'))).toContain('cannot be made');
  });
});
