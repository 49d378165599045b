import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The whole reading process, Node.js itself included (about 60 MB); what it keeps alive has to fit in 64 MB. test/long holds 3 GB to the same bound. */
const boundMegabytes = 256;

test.each(['json', 'csv'])(
  'reads 300 MB of %s in a process that stays under 256 MB',
  (kind) => {
    const run = spawnSync(
      process.execPath,
      ['--max-old-space-size=64', 'test/support/read-big-input.ts', kind, '300'],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toBe('');
    const told: unknown = JSON.parse(run.stdout);
    expect(told).toEqual({ values: kind === 'json' ? 62_903 : 1_298_732, peakMegabytes: expect.any(Number) });
    expect(told).toHaveProperty(
      'peakMegabytes',
      expect.toSatisfy((mb: number) => mb < boundMegabytes),
    );
  },
  120_000,
);
