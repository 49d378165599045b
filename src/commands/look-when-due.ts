import { millisecondsOf, type Instant } from '../model/index.ts';
import { listenFor } from '../platform/store/index.ts';
import type { System } from './system.ts';

/** What is looked after: where it is told that there is something new, and what one look does. */
export interface LookedAfter {
  /** The channel of NOTIFY on which any server tells of something new. */
  readonly channel: Parameters<typeof listenFor>[1];
  /** Longest and shortest wait between two looks; how long to wait after one that did not come through. */
  readonly waits: { readonly longestMs: number; readonly shortestMs: number; readonly afterFaultMs: number };
  /**
   * Does what is due, and answers when the next is; undefined when nothing is known to come. `isTold`: a server told of
   * something new since the look before.
   */
  readonly look: (isTold: boolean) => Promise<Instant | undefined>;
}

/**
 * Looks until told to stop: at start, when the next is due, when any server tells of something new, and after the longest
 * wait whatever happens. What fails is told and tried again; nothing is lost by a missed look.
 */
export async function lookWhenDue(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  { channel, waits, look }: LookedAfter,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> {
  const wake = listenFor(database, channel, stop);
  try {
    let isTold = await wake.next(0); // listen first, so that nothing that is told from here on is missed
    while (!stop.aborted) isTold = await wake.next(await waitAfterLook(isTold));
  } finally {
    await wake.close();
  }

  async function waitAfterLook(isTold: boolean): Promise<number> {
    try {
      const next = await look(isTold);
      if (next === undefined) return waits.longestMs;
      const untilNext = millisecondsOf(next) - millisecondsOf(clock.now());
      return Math.max(waits.shortestMs, Math.min(waits.longestMs, untilNext));
    } catch (error) {
      if (!stop.aborted) tell(error);
      return waits.afterFaultMs;
    }
  }
}
