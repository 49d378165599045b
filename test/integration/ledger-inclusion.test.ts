// Every durable entry is soon under a checkpoint: by being rung for or looked for, never by a sequencer that happens to wake up.
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createAppender,
  createReader,
  createRecorder,
  newNoteSecret,
  readNoteSecret,
  runSequencer,
} from '../../src/ledger/index.ts';
import { behindLock, sleepLock } from '../../src/ledger/schema.ts';
import { draftOf, outsideMemory, processId, testOrigin } from '../../src/ledger/testing.ts';
import type { EntryId } from '../../src/model/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase, type Database, type Queryable } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const signingKey = readNoteSecret(newNoteSecret(testOrigin));
const recorder = createRecorder({ writer: 'server', clock: systemClock });
const stop = new AbortController();
let server: Database;
let sequencer: Database;
let running: Promise<void>;

beforeAll(async () => {
  server = openDatabase({
    url: database.urlAs('server'),
    applicationName: 'test-server',
    maxConnections: 24,
  });
  sequencer = openDatabase({ url: database.urlAs('sequencer'), applicationName: 'test-sequencer' });
  await new Promise<void>((resolve) => {
    running = runSequencer({
      database: sequencer,
      origin: testOrigin,
      signingKey,
      clock: systemClock,
      self: processId,
      outside: outsideMemory(),
      signal: stop.signal,
      sleepMs: 3_600_000, // who is not rung for and not looked for waits for an hour
      onReady: () => resolve(),
    });
  });
});
afterAll(async () => {
  stop.abort();
  await running;
  await Promise.all([server.close(), sequencer.close()]);
});

const reader = () => createReader({ database: server, origin: testOrigin, checkpointKey: signingKey.vkey });
const newest = async (): Promise<number> => {
  const [row] = await server.query<{ size: number }>('select max(size) as size from ledger.checkpoint');
  return row?.size ?? 0;
};
const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await turn();
};

it('includes what 64 concurrent writers appended by the second checkpoint after it was durable', async () => {
  const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
  const acknowledged: { readonly id: EntryId; readonly at: number }[] = [];
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let n = 0; n < 40; n++) {
        const id = await appender.append(draftOf('source.read', systemClock.now(), { body: { n } }));
        acknowledged.push({ id, at: await newest() });
      }
    }),
  );
  for (const { id } of acknowledged.slice(-64)) await reader().sequenced(id, 30);
  const late = await server.query(
    `select told.id from unnest($1::text[], $2::bigint[]) as told (id, at)
     left join ledger.entry e on e.id = told.id
     where e.seq is null or e.seq >= (
       select max(size) from (
         select size from ledger.checkpoint where size > told.at order by size limit 2) two)`,
    [acknowledged.map(({ id }) => id), acknowledged.map(({ at }) => at)],
  );
  expect(acknowledged).toHaveLength(64 * 40);
  expect(late).toEqual([]);
});

it('leaves nothing behind, whenever a writer commits while it is falling asleep', async () => {
  const lengths = Array.from({ length: 120 }, (_, n) => (n * 7919) % 61);
  for (const length of lengths) {
    const draft = draftOf('source.read', systemClock.now());
    await server.transaction(async (tx) => {
      await recorder.record(tx, draft);
      await turns(length); // the sequencer looks, finds nothing, and goes to bed meanwhile
    });
    expect((await reader().sequenced(draft.id, 30)).entry.id).toBe(draft.id);
  }
});

/** Keeps the sequencer from falling asleep, as an entry recorded while it is at work does. */
async function whileAwake(tx: Queryable): Promise<void> {
  for (let isAwake = false; !isAwake;) {
    await server.transaction((other) => recorder.record(other, draftOf('source.read', systemClock.now())));
    const [row] = await tx.query<{ got: boolean }>('select pg_try_advisory_xact_lock_shared($1) as got', [
      sleepLock,
    ]);
    isAwake = row?.got === true;
  }
}

it('numbers on while one transaction stays open with an entry of its own, and then that one', async () => {
  const slow = draftOf('source.read', systemClock.now());
  const others = Array.from({ length: 20 }, () => draftOf('source.read', systemClock.now()));
  await server.transaction(async (tx) => {
    await whileAwake(tx);
    await recorder.record(tx, slow);
    for (const draft of others) {
      await server.transaction((other) => recorder.record(other, draft));
      await reader().sequenced(draft.id, 30);
    }
    expect(await reader().entry(slow.id)).toBeUndefined();
  });
  expect((await reader().sequenced(slow.id, 30)).entry.id).toBe(slow.id);
});

it('hears of the next entry when the one before it was rolled back', async () => {
  for (let n = 0; n < 20; n++) {
    const draft = draftOf('source.read', systemClock.now());
    await expect(
      server.transaction(async (tx) => {
        await recorder.record(tx, draft);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await server.transaction((tx) => recorder.record(tx, draft));
    await reader().sequenced(draft.id, 30);
  }
});

it.each(['pg_advisory_lock', 'pg_advisory_lock_shared'])(
  'numbers on, and lets others append, while a server that was taken over keeps its locks by %s',
  async (take) => {
    const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
    const held = await server.connect();
    try {
      await whileNobodySleeps(held, take);
      for (let n = 0; n < 5; n++) {
        const id = await appender.append(draftOf('source.read', systemClock.now()));
        expect((await reader().sequenced(id, 30)).entry.id).toBe(id);
      }
    } finally {
      held.release(true);
    }
  },
);

/** The sequencer lets go of its lock when it wakes up; the attacker waits for that. */
async function whileNobodySleeps(
  held: Awaited<ReturnType<Database['connect']>>,
  take: string,
): Promise<void> {
  const taken = held.query(`select ${take}(l) from unnest($1::bigint[]) as l`, [[sleepLock, behindLock]]);
  await server.transaction((tx) => recorder.record(tx, draftOf('source.read', systemClock.now())));
  await taken;
}
