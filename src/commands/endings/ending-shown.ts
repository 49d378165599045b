import { addSeconds, type EntryId, type Instant, type ProposalId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { System } from '../system.ts';
import { endingsOfProposal, lateEndings, type EndingRow } from './ending-row.ts';
import { whatNext } from './what-next.ts';

/** How it stands with the end of one change, for people. `change`: counted from 1, as they are shown. */
export interface EndingShown {
  readonly change: number;
  readonly plan: EntryId;
  readonly source: string;
  readonly endsAt: Instant;
  readonly is: 'to come' | 'late' | 'taken back' | 'put back' | 'superseded' | 'not given';
  /** Of one that is late: how often it was looked at, when it is next, and the last answer in words. */
  readonly tries: number;
  readonly nextLook: Instant;
  readonly because?: string;
}

/** An end that is not brought about this long after it has come is worth a person's look. */
const lateAfterSeconds = 60;

function shown(row: EndingRow, now: Instant): EndingShown {
  return {
    change: row.step + 1,
    plan: row.plan,
    source: row.source,
    endsAt: row.endsAt,
    is: standing(row, now),
    tries: row.tries,
    nextLook: row.lookAt,
    ...(row.answer?.message === undefined ? {} : { because: row.answer.message }),
  };
}

function standing(row: EndingRow, now: Instant): EndingShown['is'] {
  const next = whatNext(row, now);
  if (next.is === 'settle') return next.settled.as;
  if (row.settled === 'superseded') return 'superseded';
  if (row.execution === null) return row.endsAt <= now ? 'not given' : 'to come';
  return row.endsAt <= now ? 'late' : 'to come';
}

/** The ends of everything that a proposal gave until a date. */
export const endingsOf = async (
  { database, clock }: Pick<System, 'database' | 'clock'>,
  proposal: ProposalId,
): Promise<readonly EndingShown[]> =>
  (await endingsOfProposal(database, proposal)).map((row) => shown(row, clock.now()));

/** Ends that have come and could not be brought about yet, the oldest first: how many, and the first of them. */
export async function lateEnds({
  database,
  clock,
}: {
  readonly database: Queryable;
  readonly clock: System['clock'];
}): Promise<{ readonly count: number; readonly first: readonly EndingShown[] }> {
  const now = clock.now();
  const rows = await lateEndings(database, addSeconds(now, -lateAfterSeconds), 1000);
  const late = rows.map((row) => shown(row, now)).filter((each) => each.is === 'late');
  return { count: late.length, first: late.slice(0, 10) };
}
