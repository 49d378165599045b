import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** Built here so that this file itself holds no key. */
const pem = (dashes: string): string =>
  `${dashes}BEGIN RSA PRIVATE KEY${dashes}\n${'MIIEpAIBAAKCAQEA7bq9ubf5q5ty2Zl0nY1m0j5v\n'.repeat(12)}${dashes}END RSA PRIVATE KEY${dashes}\n`;

/** A real copy of the tree in which real files are planted; node_modules is a link. */
function copyTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'countersign-planted-'));
  for (const part of [
    'src',
    'web/src',
    'test',
    'scripts',
    'package.json',
    'tsconfig.json',
    '.oxlintrc.json',
    '.oxfmtrc.json',
    '.secretlintrc.json',
    '.secretlintignore',
    'knip.json',
  ])
    cpSync(join(root, part), join(tree, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  trees.push(tree);
  return tree;
}
const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** A file of its own, or a line at the end of one that is there. */
function plant(tree: string, path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  appendFileSync(join(tree, path), text);
}

interface Checked {
  readonly status: number | null;
  readonly output: string;
}
function check(tree: string, gate: string): Checked {
  const run = spawnSync(process.execPath, ['scripts/check.mjs', gate], { cwd: tree, encoding: 'utf8' });
  return { status: run.status, output: `${run.stdout}${run.stderr}` };
}

const planted: readonly {
  readonly says: string;
  readonly rule: string;
  readonly gate: string;
  readonly files: Readonly<Record<string, string>>;
}[] = [
  {
    says: 'advice imports enforcement through a third module',
    rule: 'advice-has-no-authority',
    gate: 'architecture',
    files: {
      'src/platform/planted-1.ts': `import type {} from '../enforcement/index.ts';\nexport const planted = 1;\n`,
      'src/advice/planted-1.ts': `export { planted } from '../platform/planted-1.ts';\n`,
    },
  },
  {
    says: 'advice imports a writer dynamically',
    rule: 'advice-has-no-authority',
    gate: 'architecture',
    files: {
      'src/advice/planted-2.ts': `export const load = () => import('../connectors/postgres/write.ts');\n`,
    },
  },
  {
    says: 'advice imports a command by type only',
    rule: 'advice-has-no-authority',
    gate: 'architecture',
    files: {
      'src/commands/planted-3.ts': `export interface Planted { readonly x: 1 }\n`,
      'src/advice/planted-3.ts': `export type { Planted } from '../commands/planted-3.ts';\n`,
    },
  },
  {
    says: 'a stage imports another stage',
    rule: 'stages-are-strangers',
    gate: 'architecture',
    files: { 'src/detection/planted-4.ts': `export { fileProposal } from '../review/index.ts';\n` },
  },
  {
    says: 'the platform knows a stage',
    rule: 'platform-knows-no-stage',
    gate: 'architecture',
    files: { 'src/platform/planted-5.ts': `export { fileProposal } from '../review/index.ts';\n` },
  },
  {
    says: 'the model reads a file',
    rule: 'model-knows-nothing',
    gate: 'architecture',
    files: { 'src/model/planted-6.ts': `export { readFileSync } from 'node:fs';\n` },
  },
  {
    says: 'the server loads a writer',
    rule: 'server-holds-no-writer',
    gate: 'architecture',
    files: { 'src/api/planted-7.ts': `export * from '../connectors/postgres/write.ts';\n` },
  },
  {
    says: 'enforcement opens a port',
    rule: 'enforcer-listens-nowhere',
    gate: 'architecture',
    files: { 'src/enforcement/planted-8.ts': `export { createServer } from 'node:http';\n` },
  },
  {
    says: 'what the enforcer dials out by could listen',
    rule: 'enforcer-listens-nowhere',
    gate: 'architecture',
    files: { 'src/platform/connect-out.ts': `export { createServer } from 'node:net';\n` },
  },
  {
    says: 'the verifier grows a dependency',
    rule: 'verifier-stands-alone',
    gate: 'architecture',
    files: { 'src/ledger/verify.ts': `export { z } from 'zod';\n` },
  },
  {
    says: 'a face reaches past the commands',
    rule: 'faces-are-thin',
    gate: 'architecture',
    files: { 'src/cli/planted-10.ts': `export { fileProposal } from '../review/index.ts';\n` },
  },
  {
    says: 'the console runs code of the server',
    rule: 'console-knows-types-only',
    gate: 'architecture',
    files: {
      'web/src/api/planted-11.ts': `export { codes } from '../../../src/model/index.ts';\n`,
    },
  },
  {
    says: 'the console loads a module of the server for a type inside braces',
    rule: 'console-knows-types-only',
    gate: 'architecture',
    files: {
      'web/src/api/planted-12.ts': `import { type Code } from '../../../src/model/index.ts';\nexport type Planted = Code;\n`,
    },
  },
  {
    says: 'the console reaches the server through a third module',
    rule: 'console-knows-types-only',
    gate: 'architecture',
    files: {
      'web/src/api/planted-13.ts': `export const load = () => import('../../../src/model/index.ts');\n`,
      'web/src/text/planted-13.ts': `export { load } from '../api/planted-13.ts';\n`,
    },
  },
  {
    says: 'the server imports the console',
    rule: 'nobody-imports-the-console',
    gate: 'architecture',
    files: { 'src/api/planted-14.ts': `export { now } from '../../web/src/clock.ts';\n` },
  },
  {
    says: 'one screen imports another',
    rule: 'screens-are-strangers',
    gate: 'architecture',
    files: { 'web/src/screens/ledger/planted-15.ts': `export { Screen } from '../sources/index.tsx';\n` },
  },
  {
    says: 'a shared piece knows a screen',
    rule: 'shared-pieces-know-no-screen',
    gate: 'architecture',
    files: { 'web/src/components/planted-16.ts': `export { Screen } from '../screens/sources/index.tsx';\n` },
  },
  {
    says: 'an import is computed, so nobody can see what it reaches',
    rule: 'computed-import',
    gate: 'architecture',
    files: { 'src/advice/planted-17.ts': `export const load = (name: string) => import('../' + name);\n` },
  },
  {
    says: 'the core reads the clock',
    rule: 'no-ambient-clock',
    gate: 'lint',
    files: { 'src/review/planted-18.ts': `export const now = (): number => Date.now();\n` },
  },
  {
    says: 'a type is forced',
    rule: 'no-double-assertion',
    gate: 'lint',
    files: { 'src/review/planted-19.ts': `export const forced = 1 as unknown as string;\n` },
  },
  {
    says: 'a promise floats',
    rule: 'no-floating-promises',
    gate: 'lint',
    files: { 'src/review/planted-20.ts': `export function start(): void {\n  Promise.resolve(1);\n}\n` },
  },
  {
    says: 'a private key is committed',
    rule: 'PrivateKey',
    gate: 'secrets',
    files: {
      'src/planted-21.pem': pem('-----'),
    },
  },
];

/** Each problem with where it is: a line of its own, or the block that a linter draws. */
const problemsIn = (output: string): readonly string[] => output.split(/\n(?=\s*\n|\S)/);

const gates = ['architecture', 'lint', 'secrets'] as const;
const said = new Map<string, Checked>();

describe('violations planted in a copy of the tree', () => {
  beforeAll(() => {
    const tree = copyTree();
    for (const { files } of planted)
      for (const [path, text] of Object.entries(files)) plant(tree, path, text);
    for (const gate of gates) said.set(gate, check(tree, gate));
  }, 240_000);

  it.each(planted)('fail the check where $says ($rule)', ({ rule, gate, files }) => {
    const { status, output } = said.get(gate) ?? { status: null, output: '' };
    expect(status).toBe(1);
    expect(problemsIn(output)).toContainEqual(
      expect.toSatisfy(
        (problem: string) =>
          problem.includes(rule) && Object.keys(files).some((path) => problem.includes(path)),
      ),
    );
  });
});

describe('the tree as it is', () => {
  it('passes, and lets the console take types of the server', () => {
    const tree = copyTree();
    plant(tree, 'web/src/api/planted.ts', `export type { Code } from '../../../src/model/index.ts';\n`);
    expect(check(tree, 'architecture')).toMatchObject({ status: 0 });
  });
});
