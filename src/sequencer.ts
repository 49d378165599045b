import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outsideFile, readNoteSecret, runSequencer } from './ledger/index.ts';
import { systemClock } from './platform/clock.ts';
import { readProcessConfig, stopSignal } from './platform/process-config.ts';
import { openDatabase } from './platform/store/index.ts';

/** Composition root of the sequencer: numbers the ledger and holds the checkpoint key. Listens on nothing. */
const config = readProcessConfig(process.argv);
const database = openDatabase({
  url: config.database.url,
  password: readFileSync(config.database.passwordFile, 'utf8').trim(),
  maxConnections: 3,
  applicationName: 'countersign-sequencer',
});
const secretFile = (name: string): string => readFileSync(join(config.folder, name), 'utf8').trim();

await runSequencer({
  database,
  origin: config.ledger.origin,
  signingKey: readNoteSecret(secretFile('checkpoint.key')),
  clock: systemClock,
  self: config.subject,
  outside: outsideFile(config.ledger.outsideFile),
  signal: stopSignal(),
  onReady: (size) => process.stdout.write(`${JSON.stringify({ ready: true, size })}\n`),
  onRefused: (refused) => process.stderr.write(`${JSON.stringify({ level: 'error', refused })}\n`),
});
await database.close();
