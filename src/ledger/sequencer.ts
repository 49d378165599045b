import { setTimeout as sleep } from 'node:timers/promises';
import type { SubjectId } from '../model/ids.ts';
import { Fault } from '../model/failure.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId, type Clock } from '../platform/clock.ts';
import type { Database } from '../platform/store/index.ts';
import type { InboxRow, RefusedRow } from './batch.ts';
import { loadLog } from './load-state.ts';
import { numberNext, readInboxes, type LogEnd, type NextBatch } from './next-batch.ts';
import { openNote, type NoteKey } from './note.ts';
import type { OutsideCopy } from './outside-copy.ts';
import { takeOver, type Tenure } from './tenure.ts';
import { batchSteps, writeBatch, type WrittenLog } from './write-batch.ts';

/** Boundaries of a session and inside one batch, for tests that end the process at each of them. */
export const sequencerSteps = ['locked', 'loaded', ...batchSteps] as const;
export type SequencerStep = (typeof sequencerSteps)[number];

export interface SequencerOptions {
  readonly database: Database;
  readonly origin: string;
  readonly signingKey: NoteKey;
  /** The key before this one, while it is being replaced: the hand-over entry and its checkpoint are then written. */
  readonly retiringKey?: NoteKey;
  readonly clock: Clock;
  /** The process that writes `sequencer.started`. */
  readonly self: SubjectId;
  /** Copies of every signed checkpoint outside the database. */
  readonly outside: OutsideCopy;
  readonly signal: AbortSignal;
  /** How long it sleeps at most when nobody rings. */
  readonly sleepMs?: number;
  /** Most rows of one batch. While one is written that was full, the next is read and numbered. */
  readonly batchRows?: number;
  readonly onRefused?: (refused: RefusedRow) => void;
  readonly onStep?: (step: SequencerStep) => void;
  /** Told once a session holds the lock, has checked the log against the outside copy, and has taken what waited. */
  readonly onReady?: (size: number) => void;
}

const retryMs = 250;
const longestNapMs = 50;

/**
 * Numbers what the inboxes hold, for as long as it is the one sequencer and until aborted. A lost database or a newer
 * sequencer sends it back to waiting for the lock; throws Fault `ledger_invalid` when what was signed is not there.
 */
export async function runSequencer(options: SequencerOptions): Promise<void> {
  while (!options.signal.aborted) {
    try {
      await session(options);
    } catch (error) {
      if (options.signal.aborted) return;
      const again = error instanceof Fault && ['database_unreachable', 'interrupted'].includes(error.code);
      if (!again) throw error;
      await sleep(retryMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}

async function session(options: SequencerOptions): Promise<void> {
  const step = options.onStep ?? (() => undefined);
  const tenure = await takeOver(options.database, options.signal);
  if (tenure === undefined) return;
  try {
    step('locked');
    const log = await resume(options);
    step('loaded');
    await announce(options, tenure, log);
    const takeBatch = batchAfterBatch(options, tenure, log);
    // what an earlier life left waiting is numbered before others begin, who look for it in the ledger
    await takeBatch();
    options.onReady?.(log.end.state.frontier.size());
    await drain(options, tenure, takeBatch);
  } finally {
    await tenure.end();
  }
}

/** Takes batch after batch; sleeps when there is nothing, and naps while a writer has yet to commit what it did not ring for. */
async function drain(
  { signal, sleepMs = 250 }: SequencerOptions,
  tenure: Tenure,
  takeBatch: () => Promise<number>,
): Promise<void> {
  let isLyingDown = false;
  let napMs = 1;
  while (!signal.aborted) {
    if ((await takeBatch()) > 0) {
      if (isLyingDown) await tenure.getUp();
      isLyingDown = false;
      napMs = 1;
    } else if (isLyingDown) {
      await tenure.wake(sleepMs);
    } else {
      isLyingDown = await tenure.lieDown();
      if (isLyingDown) continue;
      await tenure.wake(napMs);
      napMs = Math.min(napMs * 2, longestNapMs);
    }
  }
}

/** Writes the next batch at each call and answers how many rows it took; behind a full one it has the next at hand. */
function batchAfterBatch(options: SequencerOptions, tenure: Tenure, log: WrittenLog): () => Promise<number> {
  const { database, clock, signingKey, batchRows = 1_000 } = options;
  let ahead: Promise<NextBatch | undefined> | undefined;
  const look = async (from: LogEnd, before?: NextBatch): Promise<NextBatch | undefined> => {
    const rows = await readInboxes(database, batchRows, before);
    return rows.length === 0 ? undefined : numberNext(database, rows, from, clock.now(), before);
  };
  return async () => {
    const batch = await (ahead ?? look(log.end));
    ahead = undefined;
    if (batch === undefined) return 0;
    if (batch.rows.length === batchRows) {
      ahead = look(batch.end, batch);
      ahead.catch(() => undefined); // told when it is asked for; a batch that fails to be written ends the session
    }
    await write(options, tenure, log, batch, [signingKey]);
    await tenure.setBehind(batch.rows.length === batchRows);
    return batch.rows.length;
  };
}

async function write(
  options: SequencerOptions,
  tenure: Tenure,
  log: WrittenLog,
  batch: NextBatch,
  keys: readonly NoteKey[],
): Promise<void> {
  await writeBatch({ ...options, tenure, keys }, log, batch);
  for (const refused of batch.refused) options.onRefused?.(refused);
}

/** Picks up where the last sequencer ended, and brings the outside copy up to date if it ended before copying. */
async function resume(options: SequencerOptions): Promise<WrittenLog> {
  const keys = [options.signingKey, options.retiringKey].flatMap((key) =>
    key === undefined ? [] : [key.vkey],
  );
  const last = options.outside.last();
  const { state, lastNote, lastSequencedAt } = await loadLog(options.database, options.origin, keys, last);
  if (lastNote !== undefined && lastNote !== last) options.outside.append(lastNote);
  return { end: { state, sequencedAt: lastSequencedAt }, lastNote };
}

/** The sequencer's own entries: the hand-over of the key, when one is due, and that this process started. */
async function announce(options: SequencerOptions, tenure: Tenure, log: WrittenLog): Promise<void> {
  const { signingKey, retiringKey } = options;
  const signedBefore = log.lastNote === undefined ? undefined : openNote(log.lastNote, [signingKey.vkey]);
  const writeOwn = async (type: string, body: object, keys: readonly NoteKey[]): Promise<void> => {
    const row = ownRow(options, type, body);
    const batch = await numberNext(options.database, [row], log.end, options.clock.now());
    await write(options, tenure, log, batch, keys);
  };
  if (retiringKey !== undefined && log.lastNote !== undefined && signedBefore?.signedBy.length === 0) {
    const body = { from: retiringKey.vkey, to: signingKey.vkey };
    await writeOwn('checkpoint.key.rotated', body, [retiringKey, signingKey]);
  }
  await writeOwn('sequencer.started', { epoch: tenure.epoch, checkpointKey: signingKey.vkey }, [signingKey]);
}

function ownRow(options: SequencerOptions, type: string, body: object): InboxRow {
  const id = newId('ent');
  const draft = canonicalJson({
    id,
    type,
    at: options.clock.now(),
    actor: { kind: 'process', id: options.self, via: [] },
    subjects: [],
    causedBy: [],
    correlation: id,
    policy: null,
    basis: {},
    blobs: [],
    body,
  });
  return { position: -1, writer: 'sequencer', entry_id: id, type, draft };
}
