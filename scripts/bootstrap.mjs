// Plain Node (>= 18), no dependencies: makes node_modules match package-lock.json, once.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const want = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const stamp = join(root, 'node_modules', '.countersign-lock');
const have = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (have !== want) {
  process.stderr.write(
    'countersign: installing dependencies (npm ci), about half a minute the first time...\n',
  );
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const run = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) {
    process.stderr.write('countersign: npm ci failed (see above). Mend it and run the same command again.\n');
    process.exit(run.status ?? 1);
  }
  writeFileSync(stamp, want);
}

const major = Number(process.versions.node.split('.')[0]);
if (major < 24 && !existsSync(join(root, 'node_modules', '.bin', 'node'))) {
  process.stderr.write(
    `countersign: this platform (${process.platform}-${process.arch}) has no packaged Node.js 24 on npm, and this is ${process.version}.\n` +
      'Install Node.js 24 or newer and run the same command again.\n',
  );
  process.exit(3);
}
