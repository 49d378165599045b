import { setTimeout as sleep } from 'node:timers/promises';
import type { EntryDraft } from '../model/entry.ts';
import type { EntryId } from '../model/ids.ts';
import type { Database } from '../platform/store/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import { checkedDraft, insertDrafts, keepsUp, type CheckedDraft, type RecorderOptions } from './recorder.ts';

export interface AppenderOptions extends RecorderOptions {
  readonly database: Database;
}

/** Entries that tell of no change of their own in the database (a call about to be made): no transaction of the caller's. */
export interface Appender {
  /**
   * Durable when it resolves. Concurrent calls share transactions (group commit). Between groups it lets a sequencer that is
   * behind catch up, for a second at most: what is durable is to be under a checkpoint within one.
   */
  append(entry: EntryDraft): Promise<EntryId>;
}

interface Waiting {
  readonly draft: CheckedDraft;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const largestGroup = 512;
const longestPauseMs = 1000;

export function createAppender({ database, writer, clock }: AppenderOptions): Appender {
  const waiting: Waiting[] = [];
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    await Promise.resolve(); // let the callers of this turn join the first group
    while (waiting.length > 0) {
      const group = waiting.splice(0, largestGroup);
      try {
        // one statement is one transaction
        const isKeptUp = await insertDrafts(
          database,
          writer,
          group.map((one) => one.draft),
        );
        for (const one of group) one.done();
        if (!isKeptUp) await caughtUp();
      } catch (error) {
        if (group.length === 1) group[0]?.failed(error);
        else await oneByOne(group);
      }
    }
    busy = false;
  }

  async function caughtUp(): Promise<void> {
    const end = monotonicMs() + longestPauseMs;
    do await sleep(5);
    while (monotonicMs() < end && !(await keepsUp(database).catch(() => true)));
  }

  /** A group that fails may hold one bad entry: each then stands for itself. */
  async function oneByOne(group: readonly Waiting[]): Promise<void> {
    for (const one of group)
      await insertDrafts(database, writer, [one.draft]).then(() => one.done(), one.failed);
  }

  return {
    append(entry) {
      const draft = checkedDraft(entry, writer, clock);
      return new Promise<EntryId>((resolve, reject) => {
        waiting.push({ draft, done: () => resolve(entry.id), failed: reject });
        if (!busy) void drain();
      });
    },
  };
}
