import type { Tier } from './identity.ts';
import { addSeconds, type Instant } from './time.ts';

/** How long a case waits at each tier: what happens when, in seconds since it was filed. */
export interface WaitingTimes {
  /** Whoever it waits for is reminded, and the next of those who could answer is asked. */
  readonly remind: number;
  /** Who stands in for a holder (their manager, else security) could answer from then on. */
  readonly replace: number;
  /** Nobody answered: it is closed without having been granted, and can be asked for again. */
  readonly close: number;
}

const hour = 3600;
const day = 24 * hour;

/** In elapsed time, never in days of a calendar: no change of clocks shortens or lengthens a wait. Unknown counts as high. */
export const waitingTimes: Readonly<Record<Tier, WaitingTimes>> = {
  low: { remind: 3 * day, replace: 7 * day, close: 30 * day },
  medium: { remind: day, replace: 3 * day, close: 21 * day },
  high: { remind: 8 * hour, replace: day, close: 14 * day },
};

/** The moments at which something happens to a case of this tier that nobody answers. */
export const waitingUntil = (
  tier: Tier | undefined,
  filedAt: Instant,
): { readonly [N in keyof WaitingTimes]: Instant } => {
  const { remind, replace, close } = waitingTimes[tier ?? 'high'];
  return {
    remind: addSeconds(filedAt, remind),
    replace: addSeconds(filedAt, replace),
    close: addSeconds(filedAt, close),
  };
};
