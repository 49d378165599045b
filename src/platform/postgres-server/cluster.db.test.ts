import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, withPassword } from '../store/index.ts';
import { clusterStatus, newPassword, setRolePassword, startCluster } from './index.ts';
import type { ClusterOptions, RunningCluster } from './index.ts';

const isRoot = process.getuid?.() === 0;
const script = join(process.cwd(), 'test/support/start-cluster.ts');
let base: string;
const running: RunningCluster[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cs-pg-'));
});
afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop();
  rmSync(base, { recursive: true, force: true });
});

const optionsFor = (name = 'postgres'): ClusterOptions => ({
  folder: join(base, name),
  socketFolder: join(base, 'run'),
});
async function start(options: ClusterOptions = optionsFor()): Promise<RunningCluster> {
  const cluster = await startCluster(options);
  running.push(cluster);
  return cluster;
}
async function sql<Row extends object>(cluster: RunningCluster, text: string): Promise<readonly Row[]> {
  const database = openDatabase({ ...cluster.superuser('postgres'), applicationName: 'test' });
  try {
    return await database.query<Row>(text);
  } finally {
    await database.close();
  }
}
const connectError = async (connectionString: string): Promise<string> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  return client.connect().then(
    async () => {
      await client.end();
      return 'let in';
    },
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
};

describe('a cluster', () => {
  test('is durable, off the network, and starts again in less than a second', async () => {
    const first = await start();
    expect(
      await sql(
        first,
        `select name, setting from pg_settings where name in ('fsync','full_page_writes','synchronous_commit','listen_addresses','data_checksums') order by name`,
      ),
    ).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    await first.stop();
    expect(clusterStatus(optionsFor().folder)).toEqual({ state: 'stopped' });
    const before = performance.now();
    const again = await start();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(again.attached).toBe(false);
    expect(clusterStatus(optionsFor().folder)).toMatchObject({ state: 'running', pid: again.pid });
  });

  test('lets nobody in without the right password, the superuser least of all', async () => {
    const cluster = await start();
    await sql(cluster, 'create role app login');
    const database = openDatabase({ ...cluster.superuser('postgres'), applicationName: 'test' });
    const password = newPassword();
    await setRolePassword(database, 'app', password);
    await database.close();
    const socket = cluster.url('postgres', 'app');
    expect(await connectError(withPassword(socket, password))).toBe('let in');
    expect(await connectError(withPassword(socket, 'wrong'))).toBe('28P01');
    expect(await connectError(withPassword(cluster.url('postgres'), 'wrong'))).toBe('28P01');
    expect(await connectError(withPassword(cluster.url('postgres'), password))).toBe('28P01');
    const file = statSync(join(optionsFor().folder, 'superuser-password'));
    expect([file.mode & 0o777, file.uid]).toEqual([0o600, process.getuid?.()]);
    expect(statSync(cluster.socketFolder).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(optionsFor().folder, 'postgres.log'), 'utf8')).not.toContain(password);
  });

  test('refuses settings that would make it unsafe', async () => {
    for (const settings of [{ fsync: 'off' }, { listen_addresses: '*' }, { 'work_mem -c fsync': 'off' }])
      await expect(start({ ...optionsFor(), settings })).rejects.toMatchObject({ code: 'database_unsafe' });
    expect(existsSync(optionsFor().folder)).toBe(false);
  });

  test('says when its superuser password is another database’s', async () => {
    await (await start()).stop();
    writeFileSync(join(optionsFor().folder, 'superuser-password'), 'other');
    await expect(start()).rejects.toMatchObject({ code: 'database_unsafe' });
    const status = clusterStatus(optionsFor().folder);
    if (status.state === 'running') process.kill(status.pid, 'SIGINT');
    while (clusterStatus(optionsFor().folder).state === 'running') await pause(5);
  });

  test('takes a short socket folder where the path is too long for a socket, and keeps it', async () => {
    const options = {
      folder: join(base, 'p'.repeat(90), 'postgres'),
      socketFolder: join(base, 'p'.repeat(90), 'run'),
    };
    const cluster = await start(options);
    expect(cluster.socketFolder.length).toBeLessThan(93);
    await cluster.stop();
    const again = await start(options);
    expect(again.socketFolder).toBe(cluster.socketFolder);
    rmSync(again.socketFolder, { recursive: true });
  });
});

describe('after a crash', () => {
  test('attaches to the server that a killed parent left behind, and stops it', async () => {
    const parent = spawn(process.execPath, [script, optionsFor().folder, 'hold']);
    const [line]: unknown[] = await once(parent.stdout, 'data');
    const told: unknown = JSON.parse(String(line));
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const before = performance.now();
    const cluster = await start();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(cluster.attached).toBe(true);
    expect(told).toMatchObject({ pid: cluster.pid, attached: false });
    await cluster.stop();
    expect(clusterStatus(optionsFor().folder)).toEqual({ state: 'stopped' });
  });

  test('recovers what was committed when the server itself was killed', async () => {
    const cluster = await start();
    await sql(cluster, 'create table t as select generate_series(1, 1000) as n');
    process.kill(cluster.pid, 'SIGKILL');
    while (clusterStatus(optionsFor().folder).state === 'running') await pause(5);
    const again = await start();
    expect(again.attached).toBe(false);
    expect(await sql(again, 'select count(*) from t')).toEqual([{ count: 1000 }]);
  });

  /** Ends a server so that its lock files stay, naming another pid. */
  async function crashedNaming(pid: number): Promise<void> {
    const cluster = await start();
    const files = [
      join(optionsFor().folder, 'cluster/data/postmaster.pid'),
      join(cluster.socketFolder, '.s.PGSQL.5432.lock'),
    ];
    const lines = files.map((file) => readFileSync(file, 'utf8').split('\n'));
    await cluster.stop();
    for (const [i, file] of files.entries())
      writeFileSync(file, [String(pid), ...(lines[i] ?? []).slice(1)].join('\n'));
  }

  test('is not held up by lock files whose pid now is another program’s', async () => {
    await crashedNaming(process.pid);
    expect(clusterStatus(optionsFor().folder)).toEqual({ state: 'stopped' });
    expect((await start()).attached).toBe(false);
  });

  test.runIf(process.platform === 'linux')(
    'is not held up by a killed server that nobody collects',
    async () => {
      // the shell becomes a program that waits for no child, and only then is its child killed
      const parent = spawn('/bin/sh', ['-c', 'sleep 300 & echo $!; exec sleep 300']);
      const [line]: unknown[] = await once(parent.stdout, 'data');
      const zombie = Number(line);
      while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim() !== 'sleep') await pause(2);
      process.kill(zombie, 'SIGKILL');
      while (!readFileSync(`/proc/${zombie}/stat`, 'utf8').includes(') Z ')) await pause(2);
      await crashedNaming(zombie);
      expect((await start()).attached).toBe(false);
      parent.kill('SIGKILL');
    },
  );

  test('starts afresh when it was killed in the middle of being made', async () => {
    const home = join(optionsFor().folder, 'cluster');
    const parent = spawn(process.execPath, [script, optionsFor().folder, 'hold'], { stdio: 'ignore' });
    const isBegun = (name: string): boolean => existsSync(join(home, name, 'data'));
    while (!existsSync(home) || !readdirSync(home).some(isBegun)) await pause(2);
    await pause(100);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(clusterStatus(optionsFor().folder)).toEqual({ state: 'absent' });
    const cluster = await start();
    expect(await sql(cluster, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('becomes one server when two start it at the same moment', async () => {
    const both = [1, 2].map(async () => {
      const child = spawn(process.execPath, [script, optionsFor().folder, 'leave'], {
        stdio: ['ignore', 'pipe', 'inherit'], // what it complains of is to be read where this fails
      });
      const said = once(child.stdout, 'data');
      const [line]: unknown[] = await Promise.race([said, once(child, 'close')]);
      const told: unknown = JSON.parse(String(line));
      return told;
    });
    const told = await Promise.all(both);
    const cluster = await start();
    expect(told).toEqual([
      expect.objectContaining({ pid: cluster.pid }),
      expect.objectContaining({ pid: cluster.pid }),
    ]);
  });
});

describe('OS users', () => {
  test.runIf(isRoot)('runs as root below a folder that only root can enter', async () => {
    const closed = join(base, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const cluster = await start({ folder: join(closed, 'postgres'), socketFolder: join(closed, 'run') });
    expect(await sql(cluster, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test.runIf(isRoot)('runs for root in a folder that only another user can enter', async () => {
    const closed = join(base, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    chownSync(closed, 64190, 64190);
    chmodSync(base, 0o755);
    const cluster = await start({ folder: join(closed, 'postgres'), socketFolder: join(closed, 'run') });
    expect(await sql(cluster, 'select 1 as one')).toEqual([{ one: 1 }]);
    await cluster.stop();
    const again = await start({ folder: join(closed, 'postgres'), socketFolder: join(closed, 'run') });
    expect(again.attached).toBe(false);
  });

  test.runIf(isRoot)('runs as an ordinary user, and says whose a database is', () => {
    const folder = join(base, 'own');
    mkdirSync(folder);
    chownSync(folder, 65534, 65534);
    chmodSync(base, 0o755);
    const asUser = (uid: number): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [script, folder], { uid, gid: uid, encoding: 'utf8', cwd: '/' });
    const run = asUser(65534);
    expect(run.stderr).toBe('');
    expect(JSON.parse(String(run.stdout))).toMatchObject({ attached: false });
    chmodSync(folder, 0o777);
    chmodSync(join(folder, 'cluster'), 0o755);
    expect(String(asUser(64191).stderr)).toContain('belongs to uid 65534; this process is uid 64191');
  });
});
