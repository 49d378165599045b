import { Fault, type Instant } from '../../model/index.ts';
import { casesToLookAt, nextLookAtCase } from '../../review/index.ts';
import { lookWhenDue } from '../look-when-due.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { lookAtCase } from './look-at-case.ts';

/** How many one round takes; the next follows at once while there are more. */
const aRound = 100;

/** Looks at every case whose moment has come. Answers when to look next. Throws the first Fault once all others were tried. */
export async function lookAtCases(system: System): Promise<Instant | undefined> {
  const bench = await reviewBench(system);
  if (!bench.ok) return undefined; // nothing can be decided before there is a law
  const faults: Fault[] = [];
  for (const proposal of await casesToLookAt(system.database, system.clock.now(), aRound))
    try {
      await lookAtCase(bench.value, proposal);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  const [first] = faults;
  if (first !== undefined) throw first;
  return nextLookAtCase(system.database);
}

/** Does so until told to stop; a case that any server files, and an answer that it takes, wake it. */
export const runWaiting = (
  system: System,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> =>
  lookWhenDue(
    system,
    {
      channel: 'review_waiting',
      waits: { longestMs: 60_000, shortestMs: 200, afterFaultMs: 5000 },
      look: () => lookAtCases(system),
    },
    stop,
    tell,
  );
