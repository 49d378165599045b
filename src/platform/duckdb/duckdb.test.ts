import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeParquet } from '../../../test/support/parquet.ts';
import { Fault } from '../../model/failure.ts';
import { openDuckdb, sqlName, sqlText, type Duckdb } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'duckdb-test-'));
const given = join(folder, 'given.csv');
const other = join(folder, 'other.csv');
let duckdb: Duckdb;
beforeAll(async () => {
  writeFileSync(given, 'a\n1\n');
  writeFileSync(other, 'a\n2\n');
  duckdb = await openDuckdb({
    files: [given],
    signal: new AbortController().signal,
    memoryMegabytes: 128,
    tempMegabytes: 64,
  });
});
afterAll(async () => {
  await duckdb.close();
  rmSync(folder, { recursive: true });
});

const rowsOf = async (sql: string, of = duckdb): Promise<readonly (string | undefined)[]> => {
  const all: (string | undefined)[] = [];
  for await (const rows of of.rows(sql)) all.push(...rows);
  return all;
};
const codeOf = async (sql: string, of = duckdb): Promise<string> => {
  try {
    return `answered ${JSON.stringify(await rowsOf(sql, of)).slice(0, 80)}`;
  } catch (error) {
    return error instanceof Fault ? error.code : `crashed: ${String(error)}`;
  }
};

describe('DuckDB in its own process', () => {
  it('answers in order, question after question, and after one that it refused', async () => {
    expect(await rowsOf('SELECT i::VARCHAR FROM range(5000) t(i)')).toEqual(
      Array.from({ length: 5000 }, (_, n) => String(n)),
    );
    expect(await codeOf('SELECT nonsense')).toBe('input_invalid');
    expect(await rowsOf(`SELECT count(*)::VARCHAR FROM read_csv(${await duckdb.named(given)})`)).toEqual([
      '1',
    ]);
    expect(new Set(duckdb.pids).size).toBe(1);
  });

  it('opens no file but those that it was given, writes none, and reaches no network and no extension', async () => {
    const attempts = [
      `SELECT a::VARCHAR FROM read_csv(${sqlText(other)})`,
      `SELECT content FROM read_text('/etc/passwd')`,
      `SELECT file FROM glob(${sqlText(`${folder}/*`)})`,
      `COPY (SELECT 1) TO ${sqlText(join(folder, 'written.csv'))}`,
      `COPY (SELECT 1) TO ${sqlText(given)}`,
      `ATTACH ${sqlText(join(folder, 'new.db'))}`,
      `EXPORT DATABASE ${sqlText(join(folder, 'export'))}`,
      'INSTALL httpfs',
      'LOAD httpfs',
      `SELECT * FROM read_csv('https://example.com/x.csv')`,
      `SET enable_external_access = true`,
      `SET memory_limit = '64GB'`,
      `SET allowed_paths = ['/etc/passwd']`,
      `RESET lock_configuration`,
      `CALL pragma_database_size(); COPY (SELECT 1) TO '/tmp/x'`,
      `SELECT getenv('HOME')`,
    ];
    for (const sql of attempts) expect([sql, await codeOf(sql)]).toEqual([sql, 'input_invalid']);
    expect(readFileSync(given, 'utf8')).toBe('a\n1\n');
    expect(['written.csv', 'new.db', 'export'].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });

  it('has nothing of this process’s environment', async () => {
    await rowsOf("SELECT 'here'");
    const pid = duckdb.pids.at(-1);
    if (process.platform === 'linux')
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean).sort()).toEqual([
        'LC_ALL=C.UTF-8',
        'PATH=/usr/bin:/bin',
        'TZ=UTC',
      ]);
  });

  it('gives up what needs more memory and room than it has, and answers the next', async () => {
    const greedy = 'SELECT length(list(sha256(i::VARCHAR))::VARCHAR)::VARCHAR FROM range(4000000) t(i)';
    expect(await codeOf(greedy)).toBe('input_too_large');
    expect(await rowsOf("SELECT 'still here'")).toEqual(['still here']);
  });

  it('tells a row that is too long to be sent, and gives no half of it', async () => {
    expect(await rowsOf("SELECT repeat('x', 5000000) UNION ALL SELECT 'short'")).toEqual([
      undefined,
      'short',
    ]);
  });

  it('is killed where whoever asked stops, or says so, and begins anew', async () => {
    const before = duckdb.pids.length;
    for await (const rows of duckdb.rows('SELECT i::VARCHAR FROM range(100000000) t(i)')) {
      expect(rows[0]).toBe('0');
      break;
    }
    expect(await rowsOf("SELECT 'anew'")).toEqual(['anew']);
    expect(duckdb.pids.length).toBe(before + 1);
    const stopping = new AbortController();
    const stopped = await openDuckdb({ files: [], signal: stopping.signal });
    const asking = codeOf(
      'SELECT count(*)::VARCHAR FROM range(100000000000) t(i) WHERE hash(i) = 1',
      stopped,
    );
    await rowsOf("SELECT 'meanwhile'");
    stopping.abort(new Fault('interrupted', 'Stopped.'));
    expect(await asking).toBe('interrupted');
    await stopped.close();
  });

  it('fails a question at which it dies, and has a new process for the next', async () => {
    const asking = codeOf('SELECT count(*)::VARCHAR FROM range(100000000000) t(i) WHERE hash(i) = 1');
    await new Promise((resolve) => setImmediate(resolve));
    process.kill(duckdb.pids.at(-1) ?? 0, 'SIGKILL');
    expect(await asking).toBe('input_invalid');
    expect(await rowsOf("SELECT 'again'")).toEqual(['again']);
  });

  it('ends when the process that asked it is killed', async () => {
    const script = `
      import { openDuckdb } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const duckdb = await openDuckdb({ files: [], signal: new AbortController().signal });
      for await (const rows of duckdb.rows("SELECT 'up'")) console.log(duckdb.pids.at(-1));
      for await (const rows of duckdb.rows('SELECT count(*)::VARCHAR FROM range(100000000000) t(i) WHERE hash(i) = 1'));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(parent.stdout, 'data');
    const pid = Number(String(said));
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });
});

/** A zombie answers to a signal: only its state says that it is gone. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('what others named', () => {
  it('is read whatever the file is called, and never as a pattern', async () => {
    const names = [
      'a*.parquet',
      'ab.parquet',
      '?.parquet',
      '[x].parquet',
      "it's'; DROP TABLE x; --.parquet",
      'n\nl.parquet',
      's3:x',
      'back\\slash',
      '**',
      'é🦆',
      'd"q',
      'x{1,2}',
      '%00',
      '--help',
    ];
    for (const [n, name] of names.entries())
      await writeParquet(join(folder, name.replace('/', '')), `SELECT ${n} AS n`);
    const files = names.map((name) => join(folder, name));
    const here = await openDuckdb({ files, signal: new AbortController().signal });
    for (const [n, file] of files.entries())
      expect([
        file,
        ...(await rowsOf(`SELECT n::VARCHAR FROM read_parquet(${await here.named(file)})`, here)),
      ]).toEqual([file, String(n)]);
    await here.close();
  });

  it('is text or a name, whatever it holds', async () => {
    const hostile = [
      "'",
      "''; SELECT 1; --",
      'a\0b',
      '\\',
      '$$',
      'é🦆',
      '"',
      '',
      '/*',
      '?',
      '$1',
      ':x',
      'a\nb',
    ];
    for (const text of hostile) {
      expect(await rowsOf(`SELECT to_json(${sqlText(text)})::VARCHAR`)).toEqual([JSON.stringify(text)]);
      if (text !== '' && !text.includes('\0'))
        expect(await rowsOf(`SELECT ${sqlName(text)} FROM (SELECT 'x' AS ${sqlName(text)})`)).toEqual(['x']);
    }
  });
});
