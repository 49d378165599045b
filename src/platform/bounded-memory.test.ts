import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The whole reading process, Node.js itself included (about 60 MB); what it keeps alive has to fit in 64 MB. test/long holds 3 GB to the same bound. */
const boundMegabytes = 160;

test.each(['json', 'csv'])(
  'reads 200 MB of %s in a process that stays under 160 MB',
  (kind) => {
    const run = spawnSync(
      process.execPath,
      ['--max-old-space-size=64', 'test/support/read-big-input.ts', kind, '200'],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toBe('');
    const told: unknown = JSON.parse(run.stdout);
    expect(told).toEqual({ values: kind === 'json' ? 71_689 : 897_300, peakMegabytes: expect.any(Number) });
    expect(told).toHaveProperty(
      'peakMegabytes',
      expect.toSatisfy((mb: number) => mb < boundMegabytes),
    );
  },
  120_000,
);
