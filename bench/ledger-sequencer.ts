// The sequencer in a process of its own, as in the product: told by one JSON document on standard input, ended by SIGTERM.
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { outsideFile, readNoteSecret, runSequencer } from '../src/ledger/index.ts';
import { processId } from '../src/ledger/testing.ts';
import { systemClock } from '../src/platform/clock.ts';
import { openDatabase } from '../src/platform/store/index.ts';

const shape = z.object({
  url: z.string(),
  password: z.string(),
  origin: z.string(),
  secret: z.string(),
  outside: z.string(),
});
const told = shape.parse(JSON.parse(await text(process.stdin)));
const abort = new AbortController();
process.on('SIGTERM', () => abort.abort());
const database = openDatabase({
  url: told.url,
  password: told.password,
  applicationName: 'bench-sequencer',
});
await runSequencer({
  database,
  origin: told.origin,
  signingKey: readNoteSecret(told.secret),
  clock: systemClock,
  self: processId,
  outside: outsideFile(told.outside),
  signal: abort.signal,
  onReady: (size) => process.stdout.write(`${size}\n`),
});
await database.close();
