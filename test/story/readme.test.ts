import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Every `console run` block of the README is run in order against a fresh demo, and its output held to what stands there. */
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin/countersign.cjs');

interface Step {
  readonly command: string;
  readonly expected: string;
}
interface Block {
  readonly needs: string | undefined;
  readonly steps: readonly Step[];
}

const blocks = readBlocks(readFileSync(join(root, 'README.md'), 'utf8'));

function readBlocks(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```console run ?([a-z-]*)\n(.*?)^```$/gms)].map(([, needs, text]) => ({
    needs: needs === '' ? undefined : needs,
    steps: (text ?? '')
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const end = step.indexOf('\n');
        return { command: step.slice(0, end), expected: step.slice(end + 1) };
      }),
  }));
}

const missing: Readonly<Record<string, () => string | undefined>> = {
  'ssh-keygen': () =>
    spawnSync('ssh-keygen', ['-?']).error === undefined ? undefined : 'ssh-keygen is not installed',
  go: () =>
    existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb') && spawnSync('go', ['version']).status === 0
      ? undefined
      : 'golang-go and golang-golang-x-mod-dev are not installed',
};

describe('the README', () => {
  let folder: string;
  let server: ChildProcess;
  let started = '';
  const known = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-readme-'));
    symlinkSync(join(root, 'test'), join(folder, 'test'));
    server = spawn(process.execPath, [bin, 'start'], { cwd: folder, env: environment() });
    server.stdout?.on('data', (bytes: Buffer) => (started += bytes.toString()));
    let progress = '';
    await new Promise<void>((resolve, reject) => {
      server.once('exit', () => reject(new Error(`start ended: ${progress}`)));
      server.stderr?.on('data', (bytes: Buffer) => {
        progress += bytes.toString();
        if (progress.includes('Serving after')) resolve();
      });
    });
  });

  afterAll(async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    COUNTERSIGN_DATA: join(folder, '.countersign'),
    BIN: bin,
    NODE: process.execPath,
  });

  /** In the shell that a reader has, but for `npx`: the program of this tree, whatever npm would find. */
  function output(command: string): string {
    if (command === 'npm start') return started;
    const ran = spawnSync('bash', ['-c', `npx() { shift; "$NODE" "$BIN" "$@"; }\n${command} 2>&1`], {
      cwd: folder,
      env: { ...environment(), PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}` },
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (ran.status !== 0) throw new Error(`${command}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  it('tells the story in blocks that can be run', () => {
    expect(blocks.length).toBeGreaterThan(8);
    expect(blocks.flatMap((block) => block.steps).length).toBeGreaterThan(12);
  });

  it('and every page under docs/ link only to files that are here', () => {
    const pages = ['README.md', 'AGENTS.md', ...globSync('docs/**/*.md', { cwd: root })];
    const dangling = pages.flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(dangling).toEqual([]);
  });

  for (const [index, block] of blocks.entries()) {
    const reason = block.needs === undefined ? undefined : missing[block.needs]?.();
    const first = block.steps[0]?.command ?? '';
    it.skipIf(reason !== undefined)(
      `shows what happens: ${first} (block ${index + 1}${reason === undefined ? '' : `: ${reason}`})`,
      () => {
        for (const { command, expected } of block.steps) {
          const real = lines(output(withKnown(command, known)));
          expect(real).toMatch(bind(expected.trim(), real, known));
        }
      },
    );
  }
});

/** Without empty lines at the ends, and with the last line ended; nothing stays nothing. */
const lines = (text: string): string => (text.trim() === '' ? '' : `${text.trim()}\n`);

const id = /(?:prp|ent|psn|prc|fnd)_[0-9a-z]{20,}|countersign\.local\/[0-9a-z]+(?:\+[0-9a-f]{8}\+[\w+/=]+)?/;
/** What differs from run to run and the shape it has; ids, the first, stay the same within a run. */
const varying: readonly (readonly [string, string])[] = [
  [id.source, ''],
  ['…', '.*'],
  [String.raw`\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?`, String.raw`\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?`],
  [String.raw`\b[0-9a-f]{64}\b`, '[0-9a-f]{64}'],
  ['SHA256:[A-Za-z0-9+/]+', 'SHA256:[A-Za-z0-9+/]+'],
  [String.raw`^ +\d+(?=  \d{4}-)`, String.raw` +\d+`],
  [String.raw`\d+(?= (?:entries|files|checkpoints))`, String.raw`\d+`],
  [String.raw`(?<=checkpoints?: |entries: |inclusion: |consistency: )\d+`, String.raw`\d+`],
];
const token = new RegExp(varying.map(([text]) => `(${text})`).join('|'), 'g');

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const withKnown = (text: string, known: ReadonlyMap<string, string>): string =>
  text.replaceAll(new RegExp(id, 'g'), (found) => known.get(found) ?? found);

/**
 * The README's output as an expression: a line `…` stands for any number of lines, `…` in a line for any text. Ids named
 * for the first time are remembered as what they are in this run.
 */
function bind(expected: string, real: string, known: Map<string, string>): RegExp {
  const fresh: string[] = [];
  const lines = expected === '' ? [] : expected.split('\n');
  const source = lines
    .map((line) => (line === '…' ? '(?:.*\n)*?' : `${lineSource(line, known, fresh)}\n`))
    .join('');
  const pattern = new RegExp(`^${source}$`);
  const found = pattern.exec(real);
  for (const [index, name] of fresh.entries()) known.set(name, found?.[index + 1] ?? name);
  return pattern;
}

function lineSource(line: string, known: ReadonlyMap<string, string>, fresh: string[]): string {
  let source = '';
  let last = 0;
  for (const match of line.matchAll(token)) {
    source += literal(line.slice(last, match.index));
    last = match.index + match[0].length;
    const [, named, ...others] = match;
    if (named === undefined)
      source += varying[others.findIndex((group) => group !== undefined) + 1]?.[1] ?? '';
    else source += idSource(named, known, fresh);
  }
  return source + literal(line.slice(last));
}

function idSource(named: string, known: ReadonlyMap<string, string>, fresh: string[]): string {
  const same = known.get(named);
  if (same !== undefined) return literal(same);
  const before = fresh.indexOf(named);
  if (before >= 0) return `\\${before + 1}`;
  fresh.push(named);
  return `(${id.source})`;
}
