// Batches that are numbered while the one before them is being written: they see what that one will have put there.
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createReader,
  createRecorder,
  liveBytes,
  newNoteSecret,
  readNoteSecret,
  runSequencer,
  verifyLedger,
} from '../../src/ledger/index.ts';
import { stateFrom } from '../../src/ledger/log-state.ts';
import { numberNext, readInboxes } from '../../src/ledger/next-batch.ts';
import { addChain, bootstrap, createScene, persona, sceneLedger } from '../../src/ledger/scene.ts';
import { draftOf, outsideMemory, processId, steppingClock } from '../../src/ledger/testing.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';
import { recordScene } from './ledger-fixture.ts';

const database = useDatabase();
const clock = steppingClock('2026-03-02T11:58:00.000Z');
const signingKey = readNoteSecret(newNoteSecret(sceneLedger));
const scene = createScene();
const last = draftOf('source.read', clock.now());
let server: Database;
let enforcer: Database;
let sequencer: Database;

/** A story in the inboxes, with an entry before its time, a second bootstrap, and an id of the server's again by the enforcer. */
beforeAll(async () => {
  server = openDatabase({ url: database.urlAs('server'), applicationName: 'test-server' });
  enforcer = openDatabase({ url: database.urlAs('enforcer'), applicationName: 'test-enforcer' });
  sequencer = openDatabase({ url: database.urlAs('sequencer'), applicationName: 'test-sequencer' });
  const fromServer = createRecorder({ writer: 'server', clock });
  const fromEnforcer = createRecorder({ writer: 'enforcer', clock });
  const byServer = (draft: typeof last) => server.transaction((tx) => fromServer.record(tx, draft));
  const dana = persona('dana');
  bootstrap(scene, [dana, persona('lee')], { checkpointKey: signingKey.vkey });
  addChain(scene, dana);
  await byServer(draftOf('proposal.filed', clock.now()));
  await recordScene(scene, { server, enforcer }, async (id) => {
    if (id !== scene.leaves[0]?.entry.id) return;
    await byServer(draftOf('ledger.bootstrap', clock.now()));
    const again = draftOf('enforcer.started', clock.now(), { id });
    await enforcer.transaction((tx) => fromEnforcer.record(tx, again));
  });
  await byServer(last);
});
afterAll(() => Promise.all([server.close(), enforcer.close(), sequencer.close()]));

const whyNot = [
  expect.stringContaining('before the bootstrap entry'),
  expect.stringContaining('has its bootstrap entry already'),
  expect.stringContaining('is in the ledger already'),
];

it('gives a batch ahead of its time the numbers that it would get after its time', async () => {
  const start = { state: stateFrom([]), sequencedAt: '' };
  const now = clock.now();
  const rows = await readInboxes(sequencer, 1000);
  const whole = await numberNext(sequencer, rows, start, now);
  expect(whole.refused.map(({ why }) => why)).toEqual(whyNot);
  for (let size = 1; size < rows.length; size++) {
    const first = await numberNext(sequencer, rows.slice(0, size), start, now);
    const rest = await readInboxes(sequencer, 1000, first);
    const second = await numberNext(sequencer, rest, first.end, now, first);
    expect([...first.entries, ...second.entries]).toEqual(whole.entries);
    expect([...first.refused, ...second.refused]).toEqual(whole.refused);
    expect(second.end.state.frontier.root()).toEqual(whole.end.state.frontier.root());
  }
});

it('makes a whole ledger of a story that is numbered row by row', async () => {
  const refused: string[] = [];
  const outside = outsideMemory();
  const abort = new AbortController();
  const running = runSequencer({
    database: sequencer,
    origin: sceneLedger,
    signingKey,
    clock,
    self: processId,
    outside,
    signal: abort.signal,
    batchRows: 1,
    onRefused: ({ why }) => refused.push(why),
  });
  try {
    const reader = createReader({ database: server, origin: sceneLedger, checkpointKey: signingKey.vkey });
    const { seq } = await reader.sequenced(last.id, 30);
    expect(seq).toBe(scene.leaves.length + 1); // after `sequencer.started` and all of the story
    expect(refused).toEqual(whyNot);
    const report = await server.transaction(
      (tx) => verifyLedger(liveBytes(tx, outside.all()), { checkpointKey: signingKey.vkey }),
      'repeatable read',
    );
    const verdicts = [report.integrity, report.completeness, report.authenticity];
    expect(verdicts.flatMap((verdict) => verdict.problems)).toEqual([]);
  } finally {
    abort.abort();
    await running;
  }
});
