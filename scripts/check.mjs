// `npm run check`: every gate, named, with its time. All gates run; the exit status is 1 if any failed.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const gates = [
  ['architecture', process.execPath, ['scripts/architecture.mjs']],
  ['format', bin('oxfmt'), ['--check', '.']],
  ['types', bin('tsc'), ['--noEmit']],
  ['console types', bin('tsc'), ['--noEmit', '-p', 'web']],
  ['lint', bin('oxlint'), ['--type-aware', '--quiet']],
  ['unused', bin('knip'), ['--include', 'exports,files,dependencies', '--no-progress', '--no-config-hints']],
  ['secrets', bin('secretlint'), ['--secretlintignore', '.secretlintignore', '**/*']],
];
const only = process.argv.slice(2);
let failed = 0;
for (const [name, command, args] of gates) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = performance.now();
  const run = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (run.status === 0) {
    process.stdout.write(`ok    ${name.padEnd(14)} ${seconds} s\n`);
  } else {
    failed++;
    process.stdout.write(
      `FAIL  ${name.padEnd(14)} ${seconds} s\n${run.stdout}${run.stderr}${run.error ?? ''}\n`,
    );
  }
}
process.exitCode = failed > 0 ? 1 : 0;
