import { Fault, type EntryId, type Instant } from '../../model/index.ts';
import type { Transaction } from '../../platform/store/index.ts';
import { lookWhenDue } from '../look-when-due.ts';
import type { System } from '../system.ts';
import { nextInRollout, type ItemStep, type RolloutItem } from './next-in-rollout.ts';
import { dueRollouts, itemsOfRollout, nextRollout, type RolloutRow } from './rollout-rows.ts';

export type RolloutSystem = Pick<System, 'database' | 'clock'> & {
  readonly ledger: Pick<System['ledger'], 'sequenced'>;
};

/**
 * Takes every rollout that is due one step further: settles what the enforcer's records answer, asks for what may go now.
 * Rests on the tables alone, so that a server that ends anywhere leaves nothing that the next look does not take up.
 * Answers when to look next. Throws the first Fault once all others were tried.
 */
export async function bringAboutRollouts(system: RolloutSystem): Promise<Instant | undefined> {
  const faults: Fault[] = [];
  for (const row of await dueRollouts(system.database, system.clock.now()))
    try {
      await stepRollout(system, row);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  const [first] = faults;
  if (first !== undefined) throw first;
  return nextRollout(system.database);
}

async function stepRollout(system: RolloutSystem, { id }: RolloutRow): Promise<void> {
  const now = system.clock.now();
  await system.database.transaction(async (tx) => {
    const [held] = await tx.query<RolloutRow>(
      `select id, not_before as "notBefore", stage_size as "stageSize", watch_seconds as "watchSeconds",
              went_on_at as "wentOnAt" from review.rollout
        where id = $1 and state = 'going' and (look_at is null or look_at <= $2) for update skip locked`,
      [id, now],
    );
    if (held === undefined) return; // another server is at it
    const items = await itemsOfRollout(tx, id);
    const next = nextInRollout(held, items, now);
    for (const step of next.steps) await take(system, tx, id, step, items, now);
    await tx.query('update review.rollout set state = $2, because = $3, look_at = $4 where id = $1', [
      id,
      next.state,
      next.because ?? null,
      next.lookAt ?? null,
    ]);
  });
}

async function take(
  system: RolloutSystem,
  tx: Transaction,
  id: string,
  step: ItemStep,
  items: readonly RolloutItem[],
  now: Instant,
): Promise<void> {
  const at = [id, step.position];
  switch (step.is) {
    case 'done':
    case 'not_done':
      await tx.query(
        `update review.rollout_item set state = $3, because = $4, settled_at = $5
          where rollout = $1 and position = $2`,
        [...at, step.is, step.is === 'done' ? null : step.because.slice(0, 2000), now],
      );
      return;
    case 'again':
      await tx.query(
        `update review.rollout_item set state = 'waiting', tries = tries + 1, look_at = $3, because = $4
          where rollout = $1 and position = $2`,
        [...at, step.lookAt, step.because.slice(0, 2000)],
      );
      return;
    case 'ask': {
      const item = items.find(({ position }) => position === step.position);
      if (item === undefined) return;
      const request = await askFor(system, tx, item.plan);
      await tx.query(
        `update review.rollout_item set state = 'asked', request = $3, look_at = null
          where rollout = $1 and position = $2`,
        [...at, request],
      );
    }
  }
}

/** Asking is no authority; before the plan has its number the enforcer would not find it. */
async function askFor(system: RolloutSystem, tx: Transaction, plan: EntryId): Promise<number> {
  await system.ledger.sequenced(plan, 10);
  const [request] = await tx.query<{ id: number }>(
    `with asked as (insert into enforcement.request (plan) values ($1) on conflict do nothing returning id)
     select id from asked
     union all select id from enforcement.request where plan = $1 and finished_at is null limit 1`,
    [plan],
  );
  if (request === undefined)
    throw new Fault('in_progress', `Somebody else asks for plan \`${plan}\` right now.`, {
      next: 'It is asked again shortly.',
    });
  return request.id;
}

/** Does so until told to stop; a rollout that any server begins wakes it. */
export const runRollouts = (
  system: RolloutSystem,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> =>
  lookWhenDue(
    system,
    {
      channel: 'review_rollout',
      waits: { longestMs: 60_000, shortestMs: 200, afterFaultMs: 2000 },
      look: () => bringAboutRollouts(system),
    },
    stop,
    tell,
  );
