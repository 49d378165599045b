import { addSeconds, type EntryId, type Instant } from '../../model/index.ts';
import { itemColumns, loadMandate, writeReturn, type MandateItemRow } from '../../review/index.ts';
import { refusedRequest } from '../executions.ts';
import type { System } from '../system.ts';
import { askFor } from './ask-for.ts';

export type FollowSystem = Pick<System, 'database' | 'recorder' | 'self'> & {
  readonly ledger: Pick<System['ledger'], 'entry' | 'sequenced'>;
};

/** Refusals after which the item as it was announced can never be carried out; it is selected anew if it still fits. */
const final: readonly string[] = [
  'signature_stale',
  'precondition_changed',
  'already_done',
  'ledger_invalid',
  'end_invalid',
  'not_found',
];
const longestPauseSeconds = 3600;

/** Follows an item that is planned, or on its way back, by the enforcer's own records; asks again with growing pauses. */
export async function followItem(system: FollowSystem, item: MandateItemRow, now: Instant): Promise<void> {
  const plan = item.state === 'returning' ? item.returnPlan : item.plan;
  if (plan === null) return;
  const [execution] = await system.database.query<{
    entry: EntryId;
    outcome: string | null;
    because: string | null;
  }>('select entry, outcome, because from enforcement.execution where plan = $1', [plan]);
  if (execution?.outcome === 'done')
    return item.state === 'returning'
      ? settle(system, item, 'returned', null)
      : done(system, item, execution.entry, now);
  if (execution?.outcome !== undefined && execution.outcome !== null)
    return settle(system, item, 'failed', execution.because ?? execution.outcome);
  const refused = execution === undefined ? await refusedRequest(system, plan) : null;
  if (refused !== null && final.includes(refused.code))
    return settle(system, item, item.state === 'returning' ? 'failed' : 'dropped', refused.message);
  if (refused !== null && item.noteEntry !== null && item.state === 'planned')
    return settle(system, item, 'held', item.because);
  const pause = Math.min(2 ** Math.min(item.tries + 1, 20), longestPauseSeconds);
  await system.database.query(
    'update review.mandate_item set tries = tries + 1, look_at = $2, because = coalesce($3, because) where no = $1',
    [item.no, addSeconds(now, pause), refused?.message ?? null],
  );
  await askFor(system, plan);
}

async function done(
  system: FollowSystem,
  { no, mandate }: MandateItemRow,
  execution: EntryId,
  now: Instant,
): Promise<void> {
  const loaded = await loadMandate(system.database, mandate);
  const started = await system.ledger.entry(execution);
  if (!loaded.ok || started === undefined) return;
  const watchedUntil = addSeconds(started.sequencedAt, loaded.value.terms.watchDays * 86_400);
  await system.database.transaction(async (tx) => {
    // as it is now: somebody may have objected since it was looked up
    const [item] = await tx.query<MandateItemRow>(
      `${itemColumns} where i.no = $1 and i.state = 'planned' for update of i`,
      [no],
    );
    if (item === undefined) return;
    await tx.query(
      `update review.mandate_item set state = 'done', execution = $2, done_at = $3, watched_until = $4,
              because = case when note_entry is null then null else because end where no = $1`,
      [no, execution, started.sequencedAt, watchedUntil],
    );
    // somebody objected while it was under way
    const original =
      item.noteEntry === null || item.plan === null ? undefined : await system.ledger.entry(item.plan);
    if (original !== undefined && item.noteEntry !== null)
      await writeReturn(
        system,
        tx,
        original,
        { ...item, execution, noteEntry: item.noteEntry },
        'person',
        now,
      );
  });
}

async function settle(
  system: Pick<System, 'database'>,
  item: MandateItemRow,
  state: 'returned' | 'failed' | 'dropped' | 'held',
  because: string | null,
): Promise<void> {
  await system.database.query(
    'update review.mandate_item set state = $2, because = coalesce($3, because) where no = $1',
    [item.no, state, because?.slice(0, 2000) ?? null],
  );
}
