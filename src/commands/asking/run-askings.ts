import { Fault, type Instant } from '../../model/index.ts';
import { claimAsking, dueAskings, nextAsking } from '../../review/index.ts';
import { lookWhenDue } from '../look-when-due.ts';
import type { System } from '../system.ts';

type AskingSystem = Pick<System, 'database' | 'clock'> & {
  readonly ledger: Pick<System['ledger'], 'sequenced'>;
};

/** How many one round takes; the next follows at once while there are more. */
const aRound = 200;

/**
 * Asks the enforcer for every plan whose moment has come: once each, whichever server is first. Asking is no authority: the
 * enforcer judges everything again. Answers when to look next. Throws the first Fault once all others were tried.
 */
export async function bringAboutAskings(system: AskingSystem): Promise<Instant | undefined> {
  const faults: Fault[] = [];
  for (const { plan } of await dueAskings(system.database, system.clock.now(), aRound))
    try {
      await system.ledger.sequenced(plan, 10); // before it has its number the enforcer would not find it
      await system.database.transaction(async (tx) => {
        if (await claimAsking(tx, plan, system.clock.now()))
          await tx.query('insert into enforcement.request (plan) values ($1) on conflict do nothing', [plan]);
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  const [first] = faults;
  if (first !== undefined) throw first;
  return nextAsking(system.database);
}

/** Does so until told to stop; a wish that any server was told of wakes it. */
export const runAskings = (
  system: AskingSystem,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> =>
  lookWhenDue(
    system,
    {
      channel: 'review_asking',
      waits: { longestMs: 60_000, shortestMs: 20, afterFaultMs: 2000 },
      look: () => bringAboutAskings(system),
    },
    stop,
    tell,
  );
