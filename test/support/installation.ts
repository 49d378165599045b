// A real installation for the story tests: the real CLI in processes of its own, on a data folder under the system's temp
// folder, stopped and removed afterwards.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';
import { openDatabase } from '../../src/platform/store/index.ts';
import { checkInvariant } from './invariant.ts';

const program = join(import.meta.dirname, '../../bin/countersign.cjs');

export interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** What `--json` prints when a command did not do what was asked. */
export interface Refused {
  readonly status: number | null;
  readonly code: string;
  readonly message: string;
  readonly next: string | undefined;
}

export interface InstallationOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Runs every command as this OS user. */
  readonly as?: { readonly uid: number; readonly gid: number };
  /** The folder to make the data folder in. */
  readonly below?: string;
  /** Superuser URL of the product's database, when `env` names one by DATABASE_URL. */
  readonly database?: string;
}

export class Installation {
  /** A folder of the test's own; the data folder is in it. */
  readonly folder: string;
  readonly data: string;
  readonly #options: InstallationOptions;
  #supervisor: ChildProcess | undefined;

  constructor(options: InstallationOptions = {}) {
    this.#options = options;
    this.folder = mkdtempSync(join(options.below ?? tmpdir(), 'countersign-story-'));
    this.data = join(this.folder, 'data');
    if (options.as !== undefined) chownSync(this.folder, options.as.uid, options.as.gid);
  }

  /** Runs one command to its end. */
  async run(...words: readonly string[]): Promise<Said> {
    const began = performance.now();
    const child = this.#spawn(words);
    const said = await ended(child);
    return { ...said, seconds: (performance.now() - began) / 1000 };
  }

  /** Runs a command with `--json` that does what is asked; answers its one document. */
  async ask<T>(...words: readonly string[]): Promise<T> {
    const said = await this.run(...words, '--json');
    if (said.status !== 0) throw new Error(`${words.join(' ')}: ${said.out}${said.err}`);
    return JSON.parse(said.out) as T;
  }

  /** Runs a command with `--json` that is refused; answers why. Its stdout holds that one document. */
  async refused(...words: readonly string[]): Promise<Refused> {
    const { status, out, err } = await this.run(...words, '--json');
    const document = JSON.parse(out) as { error?: { code: string; message: string; next?: string } };
    if (document.error === undefined) throw new Error(`${words.join(' ')} was not refused: ${out}`);
    expect(err).not.toContain('    at '); // a stack trace
    return { status, next: undefined, ...document.error };
  }

  /** `start`, kept running; answers what its `--json` says once it serves. */
  async start<T = StartSaid>(...words: readonly string[]): Promise<T & { readonly took: number }> {
    const began = performance.now();
    const child = this.#spawn(['start', ...words, '--json']);
    this.#supervisor = child;
    let out = '';
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('\n')) resolve(out);
      });
      child.once('exit', () => reject(new Error(`start ended: ${out}${err}`)));
    });
    return { ...(JSON.parse(line) as T), took: (performance.now() - began) / 1000 };
  }

  /** The process that `start` of this test is. */
  get supervisor(): ChildProcess {
    if (this.#supervisor === undefined) throw new Error('this test started nothing');
    return this.#supervisor;
  }

  /** Stops whatever runs on this data folder, in order. */
  async stop(): Promise<void> {
    await this.run('stop');
    const child = this.#supervisor;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    this.#supervisor = undefined;
  }

  /** Rows from one of the installation's own clusters, as its superuser. */
  async rows<Row extends object>(
    cluster: 'postgres' | 'target',
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const database = this.#open(cluster);
    try {
      return await database.query<Row>(sql, values);
    } finally {
      await database.close();
    }
  }

  /** The ledger's name and the key its checkpoints are signed with, as the installation was made. */
  identity(): { readonly origin: string; readonly checkpointKey: string } {
    return JSON.parse(readFileSync(join(this.data, 'identity.json'), 'utf8')) as {
      origin: string;
      checkpointKey: string;
    };
  }

  /** Removes a folder in which nothing was started. */
  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Checks the ledger, then stops everything and leaves nothing. */
  async close(): Promise<void> {
    try {
      await this.run('ledger', 'show', '--limit', '1'); // brings it up where a test has stopped it
      const database = this.#open('postgres');
      try {
        await checkInvariant(database, basename(this.folder));
      } finally {
        await database.close();
      }
    } finally {
      await this.stop();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  #open(cluster: 'postgres' | 'target') {
    const { database } = this.#options;
    if (cluster === 'postgres' && database !== undefined)
      return openDatabase({ url: database, applicationName: 'story-test', maxConnections: 1 });
    const socket = join(this.data, 'run', cluster === 'postgres' ? 'pg' : 'target');
    const name = cluster === 'postgres' ? 'countersign' : 'orders';
    return openDatabase({
      url: `postgres://postgres@/${name}?host=${encodeURIComponent(socket)}`,
      password: readFileSync(join(this.data, cluster, 'superuser-password'), 'utf8').trim(),
      applicationName: 'story-test',
      maxConnections: 1,
    });
  }

  #spawn(words: readonly string[]): ChildProcess {
    const { env = {}, as = {} } = this.#options;
    const child = spawn(process.execPath, [program, ...words, '--data', this.data], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: this.folder, COUNTERSIGN_CHECK_ANSWERS: '1', ...env },
      ...as,
    });
    const end = (): void => void child.kill('SIGTERM');
    process.once('exit', end); // a test run that is cut short leaves nothing behind
    child.once('exit', () => process.removeListener('exit', end));
    return child;
  }
}

export interface StartSaid {
  readonly demo: boolean;
  readonly observeOnly: boolean;
  readonly ledger: string;
  readonly folder: string;
  readonly items: readonly FindingSaid[];
}
export interface FindingSaid {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly why: string;
  readonly score: number;
  readonly subject: { readonly source: string; readonly key: string };
  readonly draft: { readonly title?: string; readonly none?: string };
}
export interface FiledSaid {
  readonly proposal: string;
  readonly verdict: { readonly outcome: string; readonly missing?: readonly string[] };
  readonly missingInWords: readonly string[];
}
export interface DecisionSaid extends Omit<FiledSaid, 'proposal'> {
  readonly decision: string;
  readonly plan?: string;
}
export interface ExecutionSaid {
  readonly execution: string;
  readonly outcome: string;
  readonly steps: readonly { readonly is: string }[];
}

/** An installation for one test file, its ledger checked at the end. */
export function useInstallation(options: InstallationOptions = {}): Installation {
  const installation = new Installation(options);
  afterAll(() => installation.close());
  return installation;
}

async function ended(child: ChildProcess): Promise<Omit<Said, 'seconds'>> {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { status, ...said };
}

/** Waits until something is so; for what other processes do in their own time. */
export async function eventually(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  withinSeconds = 30,
): Promise<void> {
  const deadline = performance.now() + withinSeconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinSeconds} s: ${what}`);
    await sleep(50);
  }
}

export { processes } from './processes.ts';

/** Whether another OS user could run the program where this checkout lies. */
export const canRunAs = (user: { readonly uid: number; readonly gid: number }): boolean =>
  process.getuid?.() === 0 && spawnSync(process.execPath, [program, 'help'], user).status === 0;
