import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instantOf } from '../../model/time.ts';
import { createLog } from '../log.ts';
import { isAlive } from '../process-identity.ts';
import { afterDeath, usualBackOff, type Next } from './back-off.ts';
import { forwardLog } from './forward-log.ts';
import { supervise, tryFence, type ChildSpec } from './index.ts';

const isRoot = process.getuid?.() === 0;
const program = join(process.cwd(), 'test/support/child-process.ts');
let base: string;
let lines: string[];
const log = createLog({
  clock: { now: () => instantOf(0) },
  format: 'json',
  write: (line) => lines.push(line),
});
const spec = (mode: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
  name: 'server',
  program,
  args: [mode],
  log,
  ...more,
});
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cs-proc-'));
  lines = [];
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

describe('a supervised process', () => {
  test('is ready when it says so, gets a bare environment, and stops when told', async () => {
    const child = supervise(spec('stays', { pidFile: join(base, 'pid'), env: { COUNTERSIGN_DATA: '/d' } }));
    await child.ready;
    expect(readFileSync(join(base, 'pid'), 'utf8')).toBe(`${child.pid}\n`);
    const { pid } = child;
    await child.stop();
    expect([await child.ended, child.pid, isAlive(pid ?? 0), existsSync(join(base, 'pid'))]).toEqual([
      'stopped',
      undefined,
      false,
      false,
    ]);
    expect(JSON.parse(lines.find((line) => line.includes('"here"')) ?? '{}')).toMatchObject({
      level: 'info',
      process: 'server',
      env: ['COUNTERSIGN_DATA', 'LC_ALL', 'PATH', 'TZ'],
    });
  });

  test('only loads until it may begin', async () => {
    const begin = Promise.withResolvers<void>();
    const child = supervise(spec('waits', { begin: begin.promise }));
    while (!lines.some((line) => line.includes('loaded'))) await pause(2);
    expect(lines.filter((line) => line.includes('began'))).toEqual([]);
    begin.resolve();
    await child.ready;
    await child.stop();
    expect(lines.filter((line) => line.includes('began'))).toHaveLength(1);
  });

  test('ends when it is stopped before it may begin', async () => {
    const child = supervise(spec('waits', { begin: new Promise(() => undefined) }));
    while (!lines.some((line) => line.includes('loaded'))) await pause(2);
    await child.stop();
    expect([await child.ended, lines.some((line) => line.includes('began'))]).toEqual(['stopped', false]);
  });

  test('is started again when it was killed', async () => {
    const child = supervise(spec('stays', { backOff: { ...usualBackOff, firstMs: 1 } }));
    await child.ready;
    const first = child.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await expect.poll(() => child.restarts === 1 && child.pid !== undefined, { timeout: 10_000 }).toBe(true);
    expect(child.pid).not.toBe(first);
    await child.stop();
    expect(lines.join('')).toContain('The server ended (SIGKILL); it is started again in 1 ms.');
  });

  test('stays down after dying too often, and says so', async () => {
    const child = supervise(spec('dies', { backOff: { ...usualBackOff, firstMs: 1, mostDeaths: 3 } }));
    await expect(child.ready).rejects.toMatchObject({
      code: 'internal',
      message: 'The server keeps failing.',
    });
    expect([await child.ended, child.restarts]).toEqual(['gave-up', 2]);
    expect(lines.join('')).toContain('ended (exit status 7) 3 times in a row and stays down');
    expect(lines.join('')).toContain('about to die');
  });

  test('is killed when it does not end by itself', async () => {
    const child = supervise(spec('stubborn', { graceSeconds: 0.2 }));
    await child.ready;
    const { pid } = child;
    await child.stop();
    expect(isAlive(pid ?? 0)).toBe(false);
    expect(lines.join('')).toContain('did not end by itself and was killed');
  });

  test('ends in order when its supervisor is killed', async () => {
    const note = join(base, 'note');
    const parent = spawn(process.execPath, [
      join(process.cwd(), 'test/support/supervisor.ts'),
      program,
      note,
    ]);
    const [line]: unknown[] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(readFileSync(note, 'utf8')).toBe('stopped in order');
  });

  test.runIf(isRoot)('runs as the OS user it is given, with no other groups', async () => {
    const child = supervise(spec('stays', { user: { uid: 64101, gid: 64100 } }));
    await child.ready;
    await child.stop();
    expect(JSON.parse(lines.find((line) => line.includes('"here"')) ?? '{}')).toMatchObject({
      uid: 64101,
      groups: [64100],
    });
  });
});

test('pauses between restarts grow, are bounded, and begin anew after a steady life', () => {
  const rules = { ...usualBackOff, mostDeaths: 12 };
  let next: Next = { kind: 'restart', afterMs: 0, deaths: { inARow: 0 } };
  const pauses: number[] = [];
  while (next.kind === 'restart') {
    next = afterDeath(next.deaths, 50, rules);
    if (next.kind === 'restart') pauses.push(next.afterMs);
  }
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000]);
  expect(afterDeath({ inARow: 11 }, 30_000, rules)).toEqual({
    kind: 'restart',
    afterMs: 100,
    deaths: { inARow: 1 },
  });
});

test('forwards log lines with their level, anything else as a warning, and cuts what is endless', async () => {
  const stream = Readable.from([
    '{"level":"error","message":"half ',
    'line","time":"x","n":1}\n{"level":"shout","message":"x"}\n\nplain \u001b[31m\n',
    'y'.repeat(70_000),
    'z'.repeat(70_000),
    '\nlast',
  ]);
  forwardLog(stream, log);
  await once(stream, 'end');
  const told = lines.map((line) => JSON.parse(line) as { level: string; message: string; n?: number });
  expect(told.map(({ level, message, n }) => [level, message.slice(0, 30), n])).toEqual([
    ['error', 'half line', 1],
    ['warn', '{"level":"shout","message":"x"', undefined],
    ['warn', 'plain \u001b[31m', undefined],
    ['warn', 'y'.repeat(30), undefined],
    ['warn', 'last', undefined],
  ]);
});

describe('the fence', () => {
  const install = (mode: number): { program: string; dataFolder: string } => {
    chmodSync(base, 0o755);
    for (const folder of ['app', 'app/src', 'app/node_modules', 'data'])
      mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, 'app/src/app.ts'), '');
    chmodSync(join(base, 'app'), mode);
    return { program: join(base, 'app/src/app.ts'), dataFolder: join(base, 'data/.countersign') };
  };

  test.runIf(isRoot)('is three OS users where each of them can reach the program and the data', () => {
    expect(tryFence(install(0o755))).toEqual({ fence: 'three-uids' });
  });

  test.runIf(isRoot)('is database roles only below a folder that others cannot enter, and says which', () => {
    const where = install(0o700);
    expect(tryFence(where)).toMatchObject({
      fence: 'roles-only',
      because: `Another OS user (uid 64101) cannot reach \`${where.program}\`, so all processes run as root.`,
    });
    const closed = install(0o755);
    chmodSync(join(base, 'data'), 0o700);
    expect(tryFence(closed)).toMatchObject({
      fence: 'roles-only',
      because: `Another OS user (uid 64101) cannot reach \`${join(base, 'data')}\`, so all processes run as root.`,
    });
  });

  test.runIf(!isRoot)('is database roles only for an ordinary user', () => {
    expect(tryFence(install(0o755))).toMatchObject({ fence: 'roles-only' });
  });
});
