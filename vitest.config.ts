import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/support/counts-reporter.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/src/**/*.test.ts'],
          exclude: ['src/**/*.db.test.ts'],
          isolate: false,
          setupFiles: ['test/support/fast-check-seed.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['src/**/*.db.test.ts', 'test/integration/**/*.test.ts'],
          // each file has databases of its own; what they import is loaded once
          isolate: false,
          globalSetup: ['test/support/global-postgres.ts'],
          setupFiles: ['test/support/fast-check-seed.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'story',
          include: ['test/story/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'long',
          // properties whose cases cost are tried again here, many more of them
          include: [
            'test/long/**/*.test.ts',
            'test/integration/csv-reread.test.ts',
            'src/estate/import/skip-items.db.test.ts',
          ],
          env: { COUNTERSIGN_RUNS: '6' },
          globalSetup: ['test/support/global-postgres.ts'],
          setupFiles: ['test/support/fast-check-seed.ts'],
          testTimeout: 1_500_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
