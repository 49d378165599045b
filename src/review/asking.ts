import type { EntryId, Instant } from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';

/** How it stands with asking the enforcer for a plan. `waiting`: it is asked at `dueAt`, and can be called off until then. */
export interface Asking {
  readonly is: 'waiting' | 'called_off' | 'asked';
  readonly dueAt: Instant;
}

const columns = `state as is, due_at as "dueAt"`;

export async function askingOf(on: Queryable, plan: EntryId): Promise<Asking | undefined> {
  const [row] = await on.query<Asking>(`select ${columns} from review.asking where plan = $1`, [plan]);
  return row;
}

/** Sets when the enforcer is asked. One that is waiting already keeps its moment: wishing twice does not put it off. */
export async function wishAsking(
  on: Queryable,
  plan: EntryId,
  wish: { readonly by: string; readonly dueAt: Instant },
): Promise<Asking | undefined> {
  await on.query(
    `insert into review.asking as a (plan, wished_by, due_at, state) values ($1, $2, $3, 'waiting')
     on conflict (plan) do update set wished_by = excluded.wished_by, due_at = excluded.due_at, state = 'waiting',
       settled_by = null, settled_at = null where a.state <> 'waiting'`,
    [plan, wish.by, wish.dueAt],
  );
  return askingOf(on, plan);
}

/** Calls it off. False when it was not waiting any more: asked for, or about to be. */
export async function callOffAsking(
  on: Queryable,
  plan: EntryId,
  by: string,
  now: Instant,
): Promise<boolean> {
  const rows = await on.query(
    `update review.asking set state = 'called_off', settled_by = $2, settled_at = $3
      where plan = $1 and state = 'waiting' and due_at > $3 returning plan`,
    [plan, by, now],
  );
  return rows.length > 0;
}

/** Takes one whose moment has come, so that it is asked for once, by whichever server was first. */
export async function claimAsking(tx: Transaction, plan: EntryId, now: Instant): Promise<boolean> {
  const rows = await tx.query(
    `update review.asking set state = 'asked', settled_at = $2
      where plan = $1 and state = 'waiting' and due_at <= $2 returning plan`,
    [plan, now],
  );
  return rows.length > 0;
}

/** It was asked for at once, whatever was waiting. */
export const settleAsking = (on: Queryable, plan: EntryId, now: Instant): Promise<unknown> =>
  on.query(
    `update review.asking set state = 'asked', settled_at = $2 where plan = $1 and state = 'waiting'`,
    [plan, now],
  );

export const dueAskings = (on: Queryable, now: Instant, limit: number) =>
  on.query<{ readonly plan: EntryId }>(
    `select plan from review.asking where state = 'waiting' and due_at <= $1 order by due_at limit $2`,
    [now, limit],
  );

/** When the earliest that waits is due. */
export async function nextAsking(on: Queryable): Promise<Instant | undefined> {
  const [row] = await on.query<{ next: Instant | null }>(
    `select min(due_at) as next from review.asking where state = 'waiting'`,
  );
  return row?.next ?? undefined;
}
