import { addLog, readLog } from '../../src/activity/index.ts';
import type { Instant } from '../../src/model/index.ts';
import type { Database } from '../../src/platform/store/index.ts';

/** Adds a log of these events, one a line, that tells of these sources, and reads it whole. */
export async function readMadeLog(
  db: Database,
  log: {
    readonly name: string;
    readonly sources: readonly string[];
    readonly events: readonly object[];
    readonly at: Instant;
  },
): Promise<void> {
  const { name, sources, events, at } = log;
  const text = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'));
  await addLog(db, { name, path: '/logs', sources, at });
  const read = await readLog(db, name, {
    fingerprint: () => 'fp',
    files: () => Promise.resolve([{ path: `/logs/${name}`, size: text.length, modifiedMs: 1 }]),
    bytes: async function* (_, from) {
      yield text.subarray(from);
    },
    now: () => at,
    isAsked: true,
    report: () => undefined,
  });
  if (!read.ok) throw new Error(read.message);
}
