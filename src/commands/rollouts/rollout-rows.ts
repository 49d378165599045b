import { z } from 'zod';
import type { EntryId, Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { RolloutItem, RolloutTerms } from './next-in-rollout.ts';

export interface RolloutRow extends RolloutTerms {
  readonly id: string;
  readonly title: string;
  readonly wishedBy: string;
  readonly createdAt: Instant;
  readonly state: 'going' | 'stopped' | 'ended';
  readonly because: string | null;
}

/** An item with what became of its plan, by the enforcer's own tables. */
export interface RolloutItemRow extends RolloutItem {
  readonly proposal: string;
  readonly title: string;
  readonly because: string | null;
  readonly execution: EntryId | null;
}

const columns = `id, title, wished_by as "wishedBy", created_at as "createdAt", not_before as "notBefore",
  stage_size as "stageSize", watch_seconds as "watchSeconds", went_on_at as "wentOnAt", state, because`;

export async function rolloutById(on: Queryable, id: string): Promise<RolloutRow | undefined> {
  const [row] = await on.query<RolloutRow>(`select ${columns} from review.rollout where id = $1`, [id]);
  return row;
}

export const newestRollouts = (on: Queryable, limit: number): Promise<readonly RolloutRow[]> =>
  on.query<RolloutRow>(`select ${columns} from review.rollout order by created_at desc, id limit $1`, [
    limit,
  ]);

/** Those to be looked at by now. */
export const dueRollouts = (on: Queryable, now: Instant): Promise<readonly RolloutRow[]> =>
  on.query<RolloutRow>(
    `select ${columns} from review.rollout
      where state = 'going' and (look_at is null or look_at <= $1) order by look_at nulls first limit 50`,
    [now],
  );

export async function nextRollout(on: Queryable): Promise<Instant | undefined> {
  const [row] = await on.query<{ at: Instant | null }>(
    `select min(coalesce(look_at, created_at)) as at from review.rollout where state = 'going'`,
  );
  return row?.at ?? undefined;
}

const answerSchema = z
  .object({ ok: z.boolean(), code: z.string().exactOptional(), message: z.string().exactOptional() })
  .nullable();

export async function itemsOfRollout(on: Queryable, id: string): Promise<readonly RolloutItemRow[]> {
  const rows = await on.query<Omit<RolloutItemRow, 'answer'> & { readonly answer: unknown }>(
    `select i.position, i.plan, i.sources, i.state, i.tries, i.look_at as "lookAt", i.settled_at as "settledAt",
            i.because, e.entry as execution, e.outcome, q.outcome as answer, p.proposal, c.title
       from review.rollout_item i
       join review.plan p on p.entry = i.plan
       join review.proposal c on c.id = p.proposal
       left join enforcement.execution e on e.plan = i.plan
       left join enforcement.request q on q.id = i.request
      where i.rollout = $1 order by i.position`,
    [id],
  );
  return rows.map((row) => ({ ...row, answer: answerSchema.parse(row.answer) }));
}

/** How many are in each state. */
export async function countsOfRollouts(
  on: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly total: number; readonly done: number; readonly notDone: number }>> {
  const rows = await on.query<{ id: string; total: number; done: number; notDone: number }>(
    `select rollout as id, count(*)::int as total, (count(*) filter (where state = 'done'))::int as done,
            (count(*) filter (where state = 'not_done'))::int as "notDone"
       from review.rollout_item where rollout = any($1) group by rollout`,
    [ids],
  );
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
