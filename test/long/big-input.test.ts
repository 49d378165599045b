import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each(['json', 'csv'])(
  'reads 3 GB of %s in a process that stays under 256 MB',
  (kind) => {
    const run = spawnSync(
      process.execPath,
      ['--max-old-space-size=64', 'test/support/read-big-input.ts', kind, '3000'],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toBe('');
    const told: unknown = JSON.parse(run.stdout);
    expect(told).toHaveProperty(
      'values',
      expect.toSatisfy((values: number) => values > 600_000),
    );
    expect(told).toHaveProperty(
      'peakMegabytes',
      expect.toSatisfy((mb: number) => mb < 256),
    );
  },
  600_000,
);
