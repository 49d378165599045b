import { Fault, type EntryId, type Instant, type LedgerReader } from '../../model/index.ts';
import { errorCode } from '../../platform/error-code.ts';
import { claimEnding, nextEnding, settleEnding, writeExpiry } from '../../review/index.ts';
import type { System } from '../system.ts';
import { dueEndings, hurryEndings, reopenEndings, type EndingRow } from './ending-row.ts';
import { whatNext } from './what-next.ts';

/** How many endings one round looks at; the next round follows at once while there are more. */
const aRound = 200;

/** What bringing ends about needs of the server: no policy in force, and no face of any stage. */
export interface EndingSystem extends Pick<System, 'database' | 'clock' | 'self' | 'recorder'> {
  readonly ledger: LedgerReader;
}

/**
 * Brings about the ends that have come: writes the plan that takes each back, once, and asks the enforcer for it, again and
 * again with growing pauses until the enforcer's own records say that it is settled. Rests on `review.ending` and what is
 * recorded, never on having run in time. Answers when to look next. Throws the first Fault once all others were tried.
 */
export async function bringAboutEnds(system: EndingSystem): Promise<Instant | undefined> {
  const now = system.clock.now();
  await reopenEndings(system.database, now);
  const down = new Set<string>();
  const faults: Fault[] = [];
  const ask: EntryId[] = [];
  for (const row of await dueEndings(system.database, now, aRound)) {
    const plan = await lookAt(system, row, down, now);
    if (plan !== undefined) ask.push(plan);
  }
  for (const plan of ask)
    try {
      await askFor(system, plan);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  const [first] = faults;
  if (first !== undefined) throw first;
  return nextEnding(system.database);
}

/** Settles, or takes one step towards it; answers the plan to ask for. One server at a time, by the row itself. */
async function lookAt(
  system: EndingSystem,
  row: EndingRow,
  down: Set<string>,
  now: Instant,
): Promise<EntryId | undefined> {
  const next = await notTooEarly(system, row, whatNext(row, now));
  if (next.is === 'settle') {
    await settleEnding(system.database, row, next.settled, now);
    if (next.settled.as === 'taken back') await hurryEndings(system.database, row.source, now);
    return undefined;
  }
  // a target that cannot be reached holds the enforcer up for a while each time: one question tells enough
  const held = down.has(row.source);
  if (row.answer?.code === 'source_unreachable') down.add(row.source);
  try {
    return await system.database.transaction(async (tx) => {
      if (!(await claimEnding(tx, row, row.tries, now)) || next.is === 'wait' || held) return undefined;
      if (next.is === 'ask') return next.plan;
      const original = await system.ledger.entry(row.plan);
      if (original === undefined || row.execution === null) return undefined;
      const { execution, step } = row;
      return writeExpiry(system, tx, original, { execution, step, attempt: next.attempt }, now);
    });
  } catch (error) {
    if (errorCode(error) === '23505') return undefined; // another server has written this attempt
    throw error;
  }
}

/** A plan that was numbered before the end, by a clock that was behind, can never be carried out: it takes another. */
async function notTooEarly(system: EndingSystem, row: EndingRow, next: ReturnType<typeof whatNext>) {
  if (next.is !== 'ask') return next;
  const leaf = await system.ledger.entry(next.plan);
  return leaf !== undefined && leaf.sequencedAt < row.endsAt
    ? ({ is: 'write', attempt: (row.attempt ?? 0) + 1 } as const)
    : next;
}

/** Asking is no authority. It waits until the plan has its number: before, the enforcer would not find it. */
async function askFor(system: EndingSystem, plan: EntryId): Promise<void> {
  await system.ledger.sequenced(plan, 10);
  await system.database.query('insert into enforcement.request (plan) values ($1) on conflict do nothing', [
    plan,
  ]);
}
