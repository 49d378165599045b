import type { EntryId, Instant, MandateId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

export const outcomes = ['done', 'undone', 'diverged', 'failed'] as const;
/**
 * `done`: every step was applied and re-read. `failed`: nothing was changed. `undone`: what was changed was put back.
 * `diverged`: the target is in a state that is neither; a person has to look.
 */
export type Outcome = (typeof outcomes)[number];

export interface ExecutionRow {
  readonly plan: EntryId;
  readonly entry: EntryId;
  readonly kind: 'decision' | 'restore' | 'expiry' | 'mandate' | 'return';
  readonly outcome: Outcome | null;
  /** Why it is being undone, once that is decided. */
  readonly undoing: string | null;
}

export interface StepRow {
  readonly step: number;
  readonly intended: EntryId;
  readonly resolution: 'applied' | 'failed' | null;
  readonly resolved: EntryId | null;
  readonly undone: EntryId | null;
  readonly because: string | null;
}

const executionColumns = 'plan, entry, kind, outcome, undoing';

export async function executionOf(on: Queryable, plan: EntryId): Promise<ExecutionRow | undefined> {
  const [row] = await on.query<ExecutionRow>(
    `select ${executionColumns} from enforcement.execution where plan = $1`,
    [plan],
  );
  return row;
}

/** Executions that were started and not finished, oldest first. */
export const unfinished = (on: Queryable, now: Instant): Promise<readonly ExecutionRow[]> =>
  on.query<ExecutionRow>(
    `select ${executionColumns} from enforcement.execution
      where outcome is null and (look_at is null or look_at <= $1) order by started_at, entry`,
    [now],
  );

/** Leaves an execution that waits alone until then, and answers whoever asked what it waits for. */
export async function waitUntil(
  on: Queryable,
  { execution, plan }: { readonly execution: EntryId; readonly plan: { readonly entry: EntryId } },
  until: Instant,
  waits: 'people' | 'watch',
): Promise<void> {
  await on.query('update enforcement.execution set look_at = $2 where entry = $1', [execution, until]);
  await answerRequests(on, plan.entry, { ok: true, waits });
}

export const stepsOf = (on: Queryable, execution: EntryId): Promise<readonly StepRow[]> =>
  on.query<StepRow>(
    `select step, intended_entry as intended, resolution, resolution_entry as resolved, undone_entry as undone, because
     from enforcement.step where execution = $1 order by step`,
    [execution],
  );

/**
 * The first execution begun after this one that changed one of the same things and was not itself put back, whole or at its
 * end: restoring would undo what others decided since, even where the state looks the same.
 */
export async function changedSince(
  on: Queryable,
  execution: EntryId,
  things: readonly string[],
): Promise<{ readonly entry: EntryId; readonly step: number } | undefined> {
  const [row] = await on.query<{ entry: EntryId; step: number }>(
    `select later.entry, s.step from enforcement.execution earlier
       join enforcement.execution later on later.kind in ('decision', 'mandate') and later.no > earlier.no
       join enforcement.step s on s.execution = later.entry and s.thing = any ($2) and s.undone_entry is null
         and s.resolution is distinct from 'failed'
      where earlier.entry = $1 and not exists (select from enforcement.execution back where back.outcome = 'done'
        and (back.kind, back.once) in (('restore', later.entry), ('return', later.entry), ('expiry', later.entry || '#' || s.step)))
      order by later.no limit 1`,
    [execution, things],
  );
  return row;
}

/** The restore or return that has put this execution back, or is under way. */
export async function putBackBy(on: Queryable, execution: EntryId): Promise<EntryId | undefined> {
  const [row] = await on.query<{ entry: EntryId }>(
    `select entry from enforcement.execution
      where kind in ('restore', 'return') and once = $1 and (outcome is null or outcome = 'done')`,
    [execution],
  );
  return row?.entry;
}

export interface PendingRequest {
  readonly id: number;
  readonly plan: EntryId;
}

export const pendingRequests = (on: Queryable): Promise<readonly PendingRequest[]> =>
  on.query<PendingRequest>(
    'select id, plan from enforcement.request where finished_at is null order by id limit 100',
  );

/** Answers every pending request for this plan. */
export async function answerRequests(on: Queryable, plan: EntryId, outcome: object): Promise<void> {
  await on.query(
    'update enforcement.request set outcome = $2::jsonb, finished_at = now() where plan = $1 and finished_at is null',
    [plan, JSON.stringify(outcome)],
  );
}

/** How many changes were begun under a mandate, by the enforcer's own record: since a moment, and in all, but for one plan's. */
export async function begunUnder(
  on: Queryable,
  mandate: MandateId,
  since: Instant,
  but: EntryId,
): Promise<{ readonly sinceThen: number; readonly inAll: number }> {
  const [row] = await on.query<{ sinceThen: number; inAll: number }>(
    `select coalesce(sum(changes) filter (where started_at > $2), 0)::int as "sinceThen", coalesce(sum(changes), 0)::int as "inAll"
       from enforcement.execution where mandate = $1 and kind = 'mandate' and plan <> $3`,
    [mandate, since, but],
  );
  return row ?? { sinceThen: 0, inAll: 0 };
}
