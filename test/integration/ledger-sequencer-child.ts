// A sequencer in a process of its own, for tests that end it: argv is JSON; it kills itself at the n-th passing of a step.
import { createHash } from 'node:crypto';
import { outsideFile, readNoteSecret, runSequencer, type SequencerStep } from '../../src/ledger/index.ts';
import { processId, testOrigin } from '../../src/ledger/testing.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/store/index.ts';

interface Told {
  readonly url: string;
  readonly secret: string;
  readonly outside: string;
  readonly dieAt: SequencerStep | null;
  readonly passing: number;
  readonly batchRows?: number;
}
const told = JSON.parse(process.argv[2] ?? '{}') as Told;
let passed = 0;
const abort = new AbortController();
process.on('SIGTERM', () => abort.abort());

const database = openDatabase({
  url: told.url,
  applicationName: `child-${createHash('sha1').update(told.outside).digest('hex').slice(0, 8)}`,
});
await runSequencer({
  database,
  origin: testOrigin,
  signingKey: readNoteSecret(told.secret),
  clock: systemClock,
  self: processId,
  outside: outsideFile(told.outside),
  signal: abort.signal,
  ...(told.batchRows === undefined ? {} : { batchRows: told.batchRows }),
  onReady: (size) => process.stdout.write(`ready ${size}\n`),
  onStep(step) {
    if (step === told.dieAt && ++passed === told.passing) process.kill(process.pid, 'SIGKILL');
  },
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 3;
});
await database.close();
