import { listLogs, logsChannel, noteLogFailure } from '../activity/index.ts';
import { Fault } from '../model/index.ts';
import { lookWhenDue } from './look-when-due.ts';
import { followLogs, readNew } from './logs.ts';
import type { System } from './system.ts';

/**
 * Reads what is new in the logs until told to stop: when one is added, and every minute while there are any. One that cannot
 * be looked at is told with it and does not keep the others.
 */
export function runLogs(system: System, stop: AbortSignal, tell: (error: unknown) => void): Promise<void> {
  const look = async (): Promise<undefined> => {
    let events = 0;
    for (const { no, name } of await listLogs(system.database)) {
      if (stop.aborted) return;
      try {
        const read = await readNew(system, name, { isAsked: false, signal: stop });
        if (read.ok) events += read.value.events;
      } catch (error) {
        if (stop.aborted || !(error instanceof Fault) || ofOurs.has(error.code)) throw error;
        if (error.code === 'in_progress') continue;
        const { code, message } = error;
        await noteLogFailure(system.database, no, { at: system.clock.now(), code, message });
      }
    }
    if (events > 0) await followLogs(system);
  };
  const waits = { longestMs: 60_000, shortestMs: 0, afterFaultMs: 10_000 };
  return lookWhenDue(system, { channel: logsChannel, waits, look }, stop, tell);
}

/** What says nothing about a log. */
const ofOurs: ReadonlySet<string> = new Set(['database_unreachable', 'disk_full', 'internal']);
