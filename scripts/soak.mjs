// `npm run soak`: the property tests at length, each round with a new seed, until one fails or somebody stops it. By hand; `npm run soak -- 3` runs three rounds.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const most = Number(process.argv[2] ?? Infinity);
if (!(most >= 1)) {
  process.stderr.write(
    `soak: "${process.argv[2]}" is not a number of rounds; say 3, or nothing to go on until stopped\n`,
  );
  process.exit(2);
}
const properties = ['test/long/aws-evaluation', 'test/long/policy-properties', 'fuzz.test.ts'];
for (let round = 1; round <= most; round++) {
  process.stdout.write(`soak: round ${round}${Number.isFinite(most) ? ` of ${most}` : ''}\n`);
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'unit',
      '--project',
      'long',
      'src/',
      ...properties,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, COUNTERSIGN_SEED: 'random' } },
  );
  if (status !== 0) process.exit(status ?? 1);
}
