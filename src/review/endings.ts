import {
  addSeconds,
  endingOf,
  mandatedEnd,
  type EntryId,
  type Instant,
  type Proposal,
} from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';

/**
 * How long after an end it is first looked at: the plan that takes it back must not be numbered before the end, by the
 * clock of a sequencer that is a little behind this one.
 */
export const afterEndSeconds = 2;

/** Longest pause between two looks at an end that could not be brought about. */
const longestPauseSeconds = 3600;

/** One change of a plan of decisions, whose end the sweep brings about. */
export interface EndingId {
  readonly plan: EntryId;
  readonly step: number;
}

/** Keeps, with the plan of a decision or a mandate, the end of each thing that it gives until a date. */
export async function keepEndings(tx: Transaction, plan: EntryId, proposal: Proposal): Promise<void> {
  const end = mandatedEnd(proposal);
  if (end === null) return;
  for (const [step, { change }] of proposal.changes.entries())
    if (endingOf(change) === 'taken back')
      await tx.query(
        'insert into review.ending (plan, step, source, ends_at, look_at) values ($1, $2, $3, $4, $5)',
        [plan, step, change.source, end, addSeconds(end, afterEndSeconds)],
      );
}

/**
 * Takes one open ending to look at it now and sets when it is looked at next, each time after a longer pause. False when
 * another server has taken it, or when it is settled.
 */
export async function claimEnding(
  on: Queryable,
  { plan, step }: EndingId,
  tries: number,
  now: Instant,
): Promise<boolean> {
  const pause = Math.min(2 ** Math.min(tries + 1, 20), longestPauseSeconds);
  const rows = await on.query(
    `update review.ending set tries = $3 + 1, look_at = $5
      where plan = $1 and step = $2 and tries = $3 and look_at <= $4 and settled is null returning plan`,
    [plan, step, tries, now, addSeconds(now, pause)],
  );
  return rows.length > 0;
}

export type SettledAs =
  | { readonly as: 'taken back' | 'put back' | 'not given' }
  /** `by`: ENTRY#STEP. */
  | { readonly as: 'superseded'; readonly by: string };

export async function settleEnding(
  on: Queryable,
  { plan, step }: EndingId,
  settled: SettledAs,
  now: Instant,
): Promise<void> {
  await on.query(
    `update review.ending set settled = $3, settled_at = $4, superseded_by = $5
      where plan = $1 and step = $2 and settled is null`,
    [plan, step, settled.as, now, settled.as === 'superseded' ? settled.by : null],
  );
}

/** When the earliest open ending is to be looked at. */
export async function nextEnding(on: Queryable): Promise<Instant | undefined> {
  const [row] = await on.query<{ at: Instant | null }>(
    'select min(look_at) as at from review.ending where settled is null',
  );
  return row?.at ?? undefined;
}
