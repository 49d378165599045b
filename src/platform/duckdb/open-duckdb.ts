import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, symlinkSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { linesInPieces } from '../text-lines.ts';

export interface DuckdbOptions {
  /** All that it can ever open: regular files of this machine. */
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  readonly memoryMegabytes?: number;
  /** What may be put down while a question needs more than its memory. */
  readonly tempMegabytes?: number;
  readonly threads?: number;
}

/** One row: its text, or that it was too long to be sent. */
export type DuckdbRow = string | undefined;

export interface Duckdb {
  /** The name under which a question reads one of `files`: a plain one, whatever the file is called, as a literal of SQL. */
  named(file: string): Promise<string>;
  /**
   * Rows of the only column of a question, a text, some at a time, in their order and at the pace of whoever takes them. Stopping early ends
   * the process. Throws Fault: `input_invalid` for what the question or the file cannot give, `input_too_large` where memory or
   * room ran out.
   */
  rows(sql: string): AsyncIterable<readonly DuckdbRow[]>;
  /** Process ids that run or ran, the last one last. */
  readonly pids: readonly number[];
  close(): Promise<void>;
}

const program = ['child.ts', 'child.js']
  .map((name) => fileURLToPath(new URL(name, import.meta.url)))
  .find((path) => existsSync(path));

/**
 * DuckDB in a process of its own, started at the first question: no environment, no network, no extension, no file but those
 * that are given here, bounded memory and room. It ends with `close`, with the signal and with this process. When it dies at
 * a question, as on a file that was made to break it, that question fails and the next has a new process.
 */
export async function openDuckdb(options: DuckdbOptions): Promise<Duckdb> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-duckdb-'));
  const links = new Map<string, string>();
  const pids: number[] = [];
  let running: Running | undefined;
  const stop = async (): Promise<void> => {
    const was = running;
    running = undefined;
    await was?.stop();
  };
  return {
    pids,
    async named(file) {
      const known = links.get(file);
      if (known !== undefined) return `'${known}'`;
      const link = join(folder, String(links.size));
      symlinkSync(await realpath(file), link);
      links.set(file, link);
      return `'${link.replaceAll("'", "''")}'`;
    },
    async *rows(sql) {
      options.signal.throwIfAborted();
      running ??= await begin(options, folder);
      const asked = running;
      const { child, lines } = asked;
      if (child.pid !== undefined && pids.at(-1) !== child.pid) pids.push(child.pid);
      let isWhole = false;
      const cancel = (): void => void child.kill('SIGKILL');
      options.signal.addEventListener('abort', cancel, { once: true });
      try {
        child.stdin?.write(`${JSON.stringify(sql)}\n`);
        for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
          const rows: DuckdbRow[] = [];
          let end: string | undefined;
          for (const line of next.value)
            if (line.startsWith('r')) rows.push(line.slice(1));
            else if (line === 'l') rows.push(undefined);
            else if (line !== '') end = line;
          // the process is only asked again when it has answered
          isWhole = end !== undefined;
          if (rows.length > 0) yield rows;
          if (end?.startsWith('e') === true) throw failed(z.string().parse(JSON.parse(end.slice(1))));
          if (end !== undefined) return;
        }
        options.signal.throwIfAborted();
        throw await asked.gone();
      } finally {
        options.signal.removeEventListener('abort', cancel);
        // what is left of an answer would be taken for that to the next question
        if (!isWhole) await stop();
      }
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<readonly string[]>;
  /** Why it is gone, once it is. */
  gone(): Promise<Fault>;
  stop(): Promise<void>;
}

async function begin(options: DuckdbOptions, folder: string): Promise<Running> {
  if (program === undefined) throw new Fault('internal', 'The program that runs DuckDB is missing.');
  // what is gone meanwhile cannot be read, and is told so when it is asked for
  const found = await Promise.allSettled(options.files.map((file) => realpath(file)));
  const files = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const child = spawn(process.execPath, ['--max-old-space-size=512', program], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4000)));
  // a process that died is seen by the end of its lines
  child.stdin.on('error', () => undefined);
  const ended = Promise.race([once(child, 'close'), once(child, 'error')]).catch(() => undefined);
  const may = {
    files,
    tempFolder: join(folder, 'temp'),
    tempMegabytes: options.tempMegabytes ?? 8192,
    memoryMegabytes: options.memoryMegabytes ?? 1024,
    threads: options.threads ?? 2,
  };
  child.stdin.write(`${JSON.stringify(may)}\n`);
  return {
    child,
    lines: linesInPieces(child.stdout)[Symbol.asyncIterator](),
    async gone() {
      await ended;
      return diedOf(said);
    },
    async stop() {
      // what nobody reads any more would keep it from being closed
      child.stdout.destroy();
      child.stderr.destroy();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const diedOf = (said: string): Fault =>
  /ERR_MODULE_NOT_FOUND|Cannot find (module|package)|MODULE_NOT_FOUND/.test(said)
    ? new Fault('platform_unsupported', 'DuckDB, which reads this, is not installed here.', {
        next: 'Install with optional packages (`npm ci` does), on Linux, macOS or Windows of 64 bits.',
      })
    : new Fault('input_invalid', 'DuckDB ended while it read this.', {
        next: 'Check where the file comes from; it may have been made to break its reader.',
      });

/** DuckDB's own words name the link that it reads and quote what it read: the first line of them, without either. */
function failed(why: string): Fault {
  const tooMuch = /^(Out of Memory|IO Error: .*(max_temp_directory_size|No space left))/i.test(why);
  return tooMuch
    ? new Fault('input_too_large', 'Reading it takes more memory than DuckDB is given here.', {
        next: 'Give fewer or smaller files at once.',
      })
    : new Fault('input_invalid', `DuckDB cannot read it: ${kindOf(why)}.`, {
        next: 'Check that the file is whole and what it says it is.',
      });
}
const kindOf = (why: string): string => /^([A-Z][A-Za-z ]{2,40}) Error:/.exec(why)?.[1] ?? 'it is damaged';
