import { millisecondsOf } from '../../model/index.ts';
import { listenFor } from '../../platform/store/index.ts';
import { bringAboutEnds, type EndingSystem } from './bring-about.ts';

/** Longest and shortest wait between two looks; how long to wait after one that did not come through. */
const waits = { longestMs: 60_000, shortestMs: 100, afterFaultMs: 5_000 } as const;

/**
 * Brings ends about until told to stop: at start, when the earliest comes, when a plan with an end was written by any
 * server, and every minute whatever happens. What fails is told and tried again; nothing is lost by a missed look.
 */
export async function runEndings(
  system: EndingSystem,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> {
  const wake = listenFor(system.database, 'review_ending', stop);
  try {
    await wake.next(0); // listen first, so that no plan written from here on is missed
    while (!stop.aborted) await wake.next(await look());
  } finally {
    await wake.close();
  }

  async function look(): Promise<number> {
    try {
      const next = await bringAboutEnds(system);
      if (next === undefined) return waits.longestMs;
      const untilNext = millisecondsOf(next) - millisecondsOf(system.clock.now());
      return Math.max(waits.shortestMs, Math.min(waits.longestMs, untilNext));
    } catch (error) {
      if (!stop.aborted) tell(error);
      return waits.afterFaultMs;
    }
  }
}
