// Real sequencer processes: ended at every boundary, paused, doubled, and faced with a database that was rolled back.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createAppender,
  createReader,
  createRecorder,
  liveBytes,
  newNoteSecret,
  outsideFile,
  readNoteSecret,
  runSequencer,
  sequencerSteps,
  verifyLedger,
  type SequencerOptions,
  type SequencerStep,
} from '../../src/ledger/index.ts';
import { batchSteps } from '../../src/ledger/write-batch.ts';
import { readOutside } from '../../src/ledger/outside-copy.ts';
import { takeOver } from '../../src/ledger/tenure.ts';
import { draftOf, outsideMemory, processId, testOrigin } from '../../src/ledger/testing.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'countersign-sequencer-'));
const outsidePath = join(folder, 'checkpoints', 'outside.txt');
const secret = newNoteSecret(testOrigin);
const signingKey = readNoteSecret(secret);
const recorder = createRecorder({ writer: 'server', clock: systemClock });
const children: ChildProcess[] = [];
let server: Database;
let sequencer: Database;

beforeAll(() => {
  server = openDatabase({
    url: database.urlAs('server'),
    applicationName: 'test-server',
    maxConnections: 16,
  });
  sequencer = openDatabase({ url: database.urlAs('sequencer'), applicationName: 'test-sequencer' });
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await gone(child);
  }
});
afterAll(async () => {
  await Promise.all([server.close(), sequencer.close()]);
  rmSync(folder, { recursive: true });
});

const gone = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });

function start(dieAt: SequencerStep | null = null, passing = 1, batchRows?: number): ChildProcess {
  const told = JSON.stringify({
    url: database.urlAs('sequencer'),
    secret,
    outside: outsidePath,
    dieAt,
    passing,
    batchRows,
  });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ledger-sequencer-child.ts'), told], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}
const reader = () => createReader({ database: server, origin: testOrigin, checkpointKey: signingKey.vkey });
const said = (child: ChildProcess, what: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text.includes(what)) resolve(text);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', () => reject(new Error(`ended without saying ${what}: ${text}`)));
  });

async function recordOne(): Promise<ReturnType<typeof draftOf>> {
  const draft = draftOf('source.read', systemClock.now());
  await server.transaction((tx) => recorder.record(tx, draft));
  return draft;
}
async function expectWhole(): Promise<number> {
  const outside = outsideFile(outsidePath).all();
  const report = await server.transaction(
    (tx) => verifyLedger(liveBytes(tx, outside), { checkpointKey: signingKey.vkey }),
    'repeatable read',
  );
  expect(report.integrity.problems).toEqual([]);
  expect(report.completeness.problems).toEqual([]);
  return report.size;
}

describe('a sequencer ended with kill -9', () => {
  test.each(sequencerSteps.flatMap((step) => [1, 2].map((passing) => [step, passing] as const)))(
    'at `%s`, passing %i: the next one goes on, and nothing acknowledged is lost or doubled',
    async (step, passing) => {
      const drafts = [await recordOne(), await recordOne()];
      const child = start(step, passing);
      drafts.push(await recordOne());
      if (passing === 2 && (step === 'locked' || step === 'loaded')) child.kill('SIGKILL'); // passed once a session
      await gone(child);
      drafts.push(await recordOne());
      start();
      for (const draft of drafts) expect((await reader().sequenced(draft.id, 20)).entry).toEqual(draft);
      const [row] = await server.query<{ doubled: number }>(
        'select count(*) - count(distinct id) as doubled from ledger.entry',
      );
      expect(row?.doubled).toBe(0);
      await expectWhole();
    },
  );
});

describe('a sequencer ended with kill -9 while it has the next batch at hand', () => {
  test.each(batchSteps)(
    'at `%s`: the next one goes on, and nothing acknowledged is lost, doubled or moved',
    async (step) => {
      const drafts: ReturnType<typeof draftOf>[] = [];
      for (let n = 0; n < 9; n++) drafts.push(await recordOne());
      await gone(start(step, 3, 2));
      start(null, 1, 2);
      const seqs: number[] = [];
      for (const draft of drafts) {
        const leaf = await reader().sequenced(draft.id, 20);
        expect(leaf.entry).toEqual(draft);
        seqs.push(leaf.seq);
      }
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      await expectWhole();
    },
  );
});

describe('two sequencers', () => {
  test('on one database make one log, the second standing by', async () => {
    const first = start();
    await said(first, 'ready');
    const second = start();
    const draft = await recordOne();
    await reader().sequenced(draft.id, 20);
    const ready = said(second, 'ready');
    first.kill('SIGKILL');
    await ready;
    const later = await recordOne();
    const leaf = await reader().sequenced(later.id, 20);
    expect(await expectWhole()).toBeGreaterThan(leaf.seq);
  });

  test('where the first was paused and cut off: it commits nothing after the other took over', async () => {
    const first = start();
    await said(first, 'ready');
    first.kill('SIGSTOP');
    await database.db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'countersign_sequencer' and datname = current_database() and application_name like 'child-%'`,
    );
    const second = start();
    await said(second, 'ready');
    const drafts = [await recordOne(), await recordOne()];
    first.kill('SIGCONT');
    for (const draft of drafts) await reader().sequenced(draft.id, 20);
    await expectWhole();
    const [row] = await server.query<{ started: number }>(
      `select count(*) as started from ledger.entry where type = 'sequencer.started'`,
    );
    expect(row?.started).toBeGreaterThan(0);
  });

  test('of which the older still holds a transaction: the epoch refuses it', async () => {
    const tenure = await takeOver(sequencer, new AbortController().signal);
    await sequencer.transaction(async (tx) => tenure?.check(tx));
    await database.db.query('update ledger.sequencer set epoch = epoch + 1');
    await expect(sequencer.transaction(async (tx) => tenure?.check(tx))).rejects.toThrow(
      'was replaced by epoch',
    );
    await tenure?.end();
  });
});

const inProcess = (more: Partial<SequencerOptions>): Promise<void> => {
  const abort = new AbortController();
  return runSequencer({
    database: sequencer,
    origin: testOrigin,
    signingKey,
    clock: systemClock,
    self: processId,
    outside: outsideFile(outsidePath),
    signal: abort.signal,
    onReady: () => abort.abort(),
    ...more,
  });
};

describe('a database that is not what was signed', () => {
  test('is refused when its tail was rolled back behind the outside copy', async () => {
    const outside = outsideMemory([...outsideFile(outsidePath).all()]);
    const last = outside.last() ?? '';
    const [, size] = last.split('\n');
    const bigger = outsideMemory([last]);
    const size2 = Number(size);
    await expect(
      database.db.transaction(async (tx) => {
        await tx.query('delete from ledger.checkpoint where size = $1', [size2]);
        await tx.query('delete from ledger.cause where seq = $1', [size2 - 1]);
        await tx.query('delete from ledger.entry where seq = $1', [size2 - 1]);
        const { loadLog } = await import('../../src/ledger/load-state.ts');
        await loadLog(tx, testOrigin, [signingKey.vkey], bigger.last());
      }),
    ).rejects.toThrow(/entries from \d+ on are lost|ends elsewhere/);
  });

  test('is refused with another key than the one that signed', async () => {
    const other = readNoteSecret(newNoteSecret(testOrigin));
    await expect(inProcess({ signingKey: other, outside: outsideMemory() })).rejects.toThrow(
      'not one this sequencer signed',
    );
  });

  test('is refused when an entry’s stored hash was changed under it', async () => {
    await expect(
      database.db.transaction(async (tx) => {
        await tx.query(
          `update ledger.entry set leaf_hash = decode(repeat('00', 32), 'hex')
           where seq = (select max(seq) from ledger.entry)`,
        );
        const { loadLog } = await import('../../src/ledger/load-state.ts');
        await loadLog(tx, testOrigin, [signingKey.vkey], undefined);
      }),
    ).rejects.toThrow('not the ones that the last checkpoint signed');
  });

  test('hands the key over under both signatures, and readers that knew the old key follow', async () => {
    const next = readNoteSecret(newNoteSecret(testOrigin));
    await inProcess({ signingKey: next, retiringKey: signingKey });
    const outside = outsideFile(outsidePath).all();
    const report = await server.transaction(
      (tx) => verifyLedger(liveBytes(tx, outside), { checkpointKey: signingKey.vkey }),
      'repeatable read',
    );
    expect([...report.integrity.problems, ...report.completeness.problems]).toEqual([]);
    const [started] = await reader().ofTypes(['checkpoint.key.rotated'], 0);
    expect(started?.entry.body).toEqual({ from: signingKey.vkey, to: next.vkey });
    await expect(inProcess({})).rejects.toThrow('not one this sequencer signed');
    const abort = new AbortController();
    const running = inProcess({
      signingKey: next,
      retiringKey: signingKey,
      signal: abort.signal,
      onReady: () => undefined,
    });
    const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
    const drafts = Array.from({ length: 300 }, () => draftOf('source.read', systemClock.now()));
    await Promise.all(drafts.map((draft) => appender.append(draft)));
    for (const draft of drafts.slice(-3))
      expect((await reader().sequenced(draft.id, 20)).entry).toEqual(draft);
    abort.abort();
    await running;
    expect((await reader().ofTypes(['checkpoint.key.rotated'], 0)).length).toBe(1);
  });
});

test('the outside file forgets only a note that a crash tore', () => {
  const notes = readOutside(readFileSync(outsidePath, 'utf8'));
  expect(notes.length).toBeGreaterThan(10);
  const whole = notes.map((note) => `${note}--\n`).join('');
  expect(readOutside(whole.slice(0, -7))).toEqual(notes.slice(0, -1));
  expect(readOutside(`${whole.slice(0, -7)}\n--\n${notes[0] ?? ''}--\n`)).toEqual([
    ...notes.slice(0, -1),
    notes[0],
  ]);
});
