// A real ledger in PostgreSQL for the integration tests of proof: people, a decision carried out, and filler to fill tiles.
import {
  createRecorder,
  createReader,
  newNoteSecret,
  readNoteSecret,
  runSequencer,
} from '../../src/ledger/index.ts';
import type { OutsideCopy, SequencerOptions } from '../../src/ledger/index.ts';
import {
  addChain,
  bootstrap,
  createScene,
  persona,
  sceneLedger,
  type Scene,
} from '../../src/ledger/scene.ts';
import { draftOf, outsideMemory, processId, steppingClock } from '../../src/ledger/testing.ts';
import { isInstant } from '../../src/model/time.ts';
import { isDigest, isEntryId, must, type EntryId } from '../../src/model/ids.ts';
import type { EntryDraft } from '../../src/model/entry.ts';
import { isEntryType } from '../../src/ledger/to-leaf.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import type { TestDatabase } from '../support/database.ts';

export interface LiveLedger {
  readonly server: Database;
  readonly enforcer: Database;
  readonly checkpointKey: string;
  readonly outside: OutsideCopy;
  readonly scene: Scene;
  readonly options: SequencerOptions;
  readonly stop: () => Promise<void>;
}

/** Writes the scene’s chain through the real inboxes and the real sequencer, then `filler` reads. */
export async function liveLedger(database: TestDatabase, filler: number): Promise<LiveLedger> {
  const server = openDatabase({ url: database.urlAs('server'), applicationName: 'test-server' });
  const enforcer = openDatabase({ url: database.urlAs('enforcer'), applicationName: 'test-enforcer' });
  const sequencer = openDatabase({ url: database.urlAs('sequencer'), applicationName: 'test-sequencer' });
  const clock = steppingClock('2026-03-02T11:58:00.000Z'); // before the scene’s statements are made
  const signingKey = readNoteSecret(newNoteSecret(sceneLedger));
  const outside = outsideMemory();
  const abort = new AbortController();
  const options: SequencerOptions = {
    database: sequencer,
    origin: sceneLedger,
    signingKey,
    clock,
    self: processId,
    outside,
    signal: abort.signal,
  };
  const running = runSequencer(options);
  const reader = createReader({ database: server, origin: sceneLedger, checkpointKey: signingKey.vkey });
  const fromServer = createRecorder({ writer: 'server', clock: sceneClock });

  const scene = createScene();
  const [dana, lee, kim] = [persona('dana'), persona('lee'), persona('kim')];
  bootstrap(scene, [dana, lee, kim], { checkpointKey: signingKey.vkey });
  addChain(scene, dana);
  await recordScene(scene, { server, enforcer }, (id) => reader.sequenced(id, 20));
  const many = Array.from({ length: filler }, (_, i) => draftOf('source.read', clock.now(), { body: { i } }));
  const last = draftOf('source.read', clock.now());
  await server.transaction(async (tx) => {
    for (const draft of [...many, last]) await fromServer.record(tx, draft);
  });
  await reader.sequenced(last.id, 20);
  return {
    server,
    enforcer,
    checkpointKey: signingKey.vkey,
    outside,
    scene,
    options,
    stop: async () => {
      abort.abort();
      await running;
      await Promise.all([server.close(), enforcer.close(), sequencer.close()]);
    },
  };
}

const sceneClock = steppingClock('2027-01-01T00:00:00.000Z');

/** Records a scene's entries in their order, each through the inbox of its writer, with `after` each one. */
export async function recordScene(
  scene: Scene,
  { server, enforcer }: { readonly server: Database; readonly enforcer: Database },
  after: (id: EntryId) => Promise<unknown>,
): Promise<void> {
  const fromServer = createRecorder({ writer: 'server', clock: sceneClock });
  const fromEnforcer = createRecorder({ writer: 'enforcer', clock: sceneClock });
  for (const leaf of scene.leaves) {
    const blobs: EntryDraft['blobs'][number][] = [];
    const id = must(isEntryId, leaf.entry.id);
    const byEnforcer = leaf.writer === 'enforcer';
    await (byEnforcer ? enforcer : server).transaction(async (tx) => {
      const recorder = byEnforcer ? fromEnforcer : fromServer;
      for (const blob of leaf.entry.blobs) blobs.push(await recorder.keep(tx, blob.name, 'what was there'));
      await recorder.record(tx, { ...toDraft(leaf.entry), blobs });
    });
    await after(id);
  }
}

const toDraft = (entry: Scene['leaves'][number]['entry']): EntryDraft => ({
  ...draftOf('source.read', must(isInstant, entry.at)),
  id: must(isEntryId, entry.id),
  type: must(isEntryType, entry.type),
  causedBy: entry.causedBy.map((id) => must(isEntryId, id)),
  basis: Object.fromEntries(Object.entries(entry.basis).map(([k, v]) => [k, must(isDigest, v)])),
  body: entry.body,
  correlation: entry.correlation,
});
