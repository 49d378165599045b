// A server process that records entries, for tests of several at once: argv is JSON; prints each id once it is durable.
import { createRecorder } from '../../src/ledger/index.ts';
import { draftOf } from '../../src/ledger/testing.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/store/index.ts';

interface Told {
  readonly url: string;
  readonly name: string;
  readonly entries: number;
}
const told = JSON.parse(process.argv[2] ?? '{}') as Told;
const database = openDatabase({ url: told.url, applicationName: told.name });
const recorder = createRecorder({ writer: 'server', clock: systemClock });
for (let n = 0; n < told.entries; n++) {
  const draft = draftOf('source.read', systemClock.now(), { body: { by: told.name, n } });
  await database.transaction((tx) => recorder.record(tx, draft));
  process.stdout.write(`${draft.id}\n`);
}
await database.close();
