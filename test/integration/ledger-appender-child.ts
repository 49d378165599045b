// 64 concurrent writers on one appender, for tests that end this process or its database: argv is JSON; prints each id once
// it is durable, and ends by itself when the database is gone.
import { createAppender } from '../../src/ledger/index.ts';
import { draftOf } from '../../src/ledger/testing.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/store/index.ts';

interface Told {
  readonly url: string;
  readonly password?: string;
}
const told = JSON.parse(process.argv[2] ?? '{}') as Told;
const database = openDatabase({ ...told, applicationName: 'appender' });
const appender = createAppender({ database, writer: 'server', clock: systemClock });
let isGone = false;

async function writer(): Promise<void> {
  while (!isGone) {
    const draft = draftOf('source.read', systemClock.now(), { body: { text: 'x'.repeat(200) } });
    try {
      await appender.append(draft);
      process.stdout.write(`${draft.id}\n`);
    } catch {
      isGone = true;
    }
  }
}
await Promise.all(Array.from({ length: 64 }, writer));
await database.close();
