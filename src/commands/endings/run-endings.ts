import { lookWhenDue } from '../look-when-due.ts';
import { bringAboutEnds, type EndingSystem } from './bring-about.ts';

/** Brings ends about until told to stop; a plan with an end that any server writes wakes it. */
export const runEndings = (
  system: EndingSystem,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> =>
  lookWhenDue(
    system,
    {
      channel: 'review_ending',
      waits: { longestMs: 60_000, shortestMs: 100, afterFaultMs: 5_000 },
      look: () => bringAboutEnds(system),
    },
    stop,
    tell,
  );
