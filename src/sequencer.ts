import { join } from 'node:path';
import { outsideFile, readNoteSecret, runSequencer } from './ledger/index.ts';
import { systemClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';
import { readOwnSecret } from './platform/own-secret.ts';
import { readProcessConfig } from './platform/process-config.ts';
import { openProcessDatabase } from './platform/process-database.ts';
import { mayBegin, stopWithParent, tellReady } from './platform/processes/index.ts';

/** Composition root of the sequencer: numbers the ledger and holds the checkpoint key. Listens on nothing. */
await mayBegin();
const config = readProcessConfig(process.argv);
const stop = new AbortController();
const log = createLog({ clock: systemClock, format: 'json' }, { process: 'sequencer' });
const database = await openProcessDatabase(config, { maxConnections: 3 });

const running = runSequencer({
  database,
  origin: config.ledger.origin,
  signingKey: readNoteSecret(readOwnSecret(join(config.folder, 'checkpoint.key'))),
  clock: systemClock,
  self: config.subject,
  outside: outsideFile(config.ledger.outsideFile),
  signal: stop.signal,
  onReady: tellReady,
  onRefused: ({ row, why }) => log.error('an entry was set aside', { entry: row.entry_id, why }),
});

stopWithParent(async () => {
  stop.abort();
  await running;
  await database.close();
});
await running;
